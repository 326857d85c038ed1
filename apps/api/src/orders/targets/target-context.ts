import { cited } from '#enforcement/cited-rules.js';
import { type InstitutionDirectory } from '#institutions/directory.js';
import { type InstitutionProfile, isCapable } from '#institutions/profile.js';
import { type Measure } from '#enforcement/measure.js';
import { checkTerm } from '#enforcement/terms/term-law.js';
import { type LockedCase } from '#storage/cases/dormancy.js';
import { type Queryable } from '#storage/database.js';
import { type FreezeInEffect, lockFreezesOf } from '#storage/orders/measure-room.js';
import { type DecidedOverride } from '#storage/exempt/overrides.js';
import { type CourtFile } from '../../court.js';
import { type Law } from '../../law/law.js';
import { type TargetProblems } from './target-problems.js';

/** What the targets of one order are checked against, inside its transaction; the case is locked. */
export interface TargetContext {
  readonly tx: Queryable;
  readonly directory: InstitutionDirectory;
  readonly court: CourtFile;
  readonly law: Law;
  readonly enforcementCase: LockedCase;
  /** The debtor the order is about; null for a payment. */
  readonly partyId: string | null;
  /** Today by the court's calendar and legal time. */
  readonly today: string;
  /** Legal time. */
  readonly now: Date;
  readonly problems: TargetProblems;
  /** Exempt money and whole accounts this order touches all the same; kept with it. */
  readonly overrides: DecidedOverride[];
}

/** The institution, when it exists and can do this online; otherwise the field is named. */
export function capableInstitution(
  context: Pick<TargetContext, 'directory' | 'problems'>,
  field: string,
  code: string,
  measure: Measure,
): InstitutionProfile | undefined {
  const profile = context.directory.find(code);
  if (profile === undefined) {
    context.problems.add(field, 'institution.unknown', 'There is no such institution. GET /institutions lists them.');
    return undefined;
  }
  if (isCapable(profile, measure)) return profile;
  context.problems.add(field, 'institution.cannot', `${profile.names.zh} does not take "${measure}" online; send it on paper.`);
  return undefined;
}

/** R2.1: from ≤ until, the end still to come, and no longer than the law allows for this kind of property. */
export function checkOrderedTerm(
  { problems, today, law }: TargetContext,
  at: string,
  term: { from: string; until: string },
  assetType: string,
): void {
  const wrong = checkTerm(term, assetType, today, law.terms);
  if (wrong !== undefined) problems.add(`${at}.${wrong.field}`, wrong.code, wrong.message, cited(wrong.rule));
}

/** The freezes an order names, each in effect and of this case; others are named as problems. */
export async function freezesInEffect(
  context: TargetContext,
  targets: readonly { readonly freezeId: string }[],
): Promise<(FreezeInEffect | undefined)[]> {
  const { tx, problems, enforcementCase } = context;
  const known = await lockFreezesOf(
    tx,
    enforcementCase.id,
    targets.map(({ freezeId }) => freezeId),
  );
  return targets.map(({ freezeId }, index) => {
    const field = `targets[${index}].freezeId`;
    const freeze = known.get(freezeId);
    if (targets.findIndex((other) => other.freezeId === freezeId) < index) {
      problems.add(field, 'freeze.twice', 'Name each freeze once in an order.');
      return undefined;
    }
    if (freeze === undefined) {
      const message = 'This case has no such freeze. GET /cases/{id}/freezes lists them.';
      problems.add(field, 'freeze.unknown', message, cited('R7.1-2'));
      return undefined;
    }
    if (freeze.state === 'expired') {
      const lost = 'Its end passed without renewal, and the rank is lost (R2.1-4, 查封扣押冻结规定 art. 27).';
      problems.add(
        field,
        'freeze.over',
        `${lost} Nothing can be renewed: place a new freeze, which begins a new rank behind all who wait.`,
      );
      return undefined;
    }
    if (freeze.state !== 'active') {
      problems.add(field, 'freeze.not_in_effect', `This freeze is ${freeze.state} already.`);
      return undefined;
    }
    return freeze;
  });
}
