import { cited } from '#enforcement/cited-rules.js';
import { sharesToFreeze } from '#enforcement/budget/listed-shares.js';
import { type Fen, fenOf, minFen, sumFen, ZERO } from '#enforcement/money.js';
import { assetFound } from '#messages/answers.js';
import { type Task } from '#messages/requests.js';
import { debtOfCase } from '#storage/debt/debt-of-case.js';
import { reportedThing, roomToFreeze } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { checkHolder } from '../../parties/holder-check.js';
import { type BodyOf } from '../order-fields.js';
import { reportedPlaces } from './known-places.js';
import { capableInstitution, checkOrderedTerm, type TargetContext } from './target-context.js';

type Target = BodyOf<'seal'>['targets'][number];

/** R2.1-2, R2.1-3. What no inquiry has reported is held to the shorter term. */
export function sealedType(kind: string | undefined): string {
  return kind === 'shares' ? 'securities' : (kind ?? 'vehicle');
}

export async function sealTargets(context: TargetContext, { targets }: BodyOf<'seal'>): Promise<OrderTarget[]> {
  const { tx, enforcementCase, problems } = context;
  const built: OrderTarget[] = [];
  const worths: Fen[] = [];
  const places = targets.map(({ institution, assetId }) => ({ institution, account: assetId }));
  const known = await reportedPlaces(context, places);
  for (const [index, target] of targets.entries()) {
    const at = `targets[${index}]`;
    const { institution, assetId, from, until, shares } = target;
    capableInstitution(context, `${at}.institution`, institution, 'seal');
    const identity = checkHolder(context, `${at}.assetId`, { institution, account: assetId }, known);
    const thing = await reportedThing(tx, enforcementCase.id, institution, assetId);
    checkOrderedTerm(context, at, target, sealedType(thing?.kind));
    const isTwice = targets.findIndex((other) => other.institution === institution && other.assetId === assetId) < index;
    if (isTwice) problems.add(`${at}.assetId`, 'asset.twice', 'Name each asset once in an order.');
    const worth = await worthOfShares(context, at, target, thing, sumFen(worths));
    if (worth !== undefined) worths.push(worth);
    const task: Task = {
      ...{ measure: 'seal', assetId, from, until },
      ...(shares !== undefined && worth !== undefined && { shares, worthFen: worth.toString() }),
    };
    built.push({ institution, task, ...identity });
  }
  return built;
}

/**
 * Listed shares are frozen by number: debt and costs by the previous close, beyond it what the fluctuation permits, and never more than there are
 * (R2.4-3). They count in the budget by what they secure of what is still to be enforced (R2.4-1).
 */
async function worthOfShares(
  { tx, problems, enforcementCase, today, law }: TargetContext,
  at: string,
  { shares }: Target,
  thing: { readonly kind: string; readonly content: unknown } | undefined,
  before: Fen,
): Promise<Fen | undefined> {
  if (thing?.kind !== 'shares') {
    if (shares !== undefined)
      problems.add(`${at}.shares`, 'shares.none', 'No inquiry of this case reported shares under this number.');
    return undefined;
  }
  if (shares === undefined) {
    problems.add(`${at}.shares`, 'required', 'Say how many shares: the debt by the previous close.', cited('R2.4-3'));
    return undefined;
  }
  const found = assetFound.parse(thing.content).shares;
  const close = fenOf(found?.previousCloseFen ?? '0');
  const available = BigInt(found?.available ?? '0');
  if (close <= ZERO) {
    problems.add(
      `${at}.assetId`,
      'shares.no_price',
      'They have no previous close; a suspended share needs a valuation.',
      cited('R2.4-3'),
    );
    return undefined;
  }
  const { owedFen } = await debtOfCase(tx, enforcementCase.id, today, law.debt);
  const left = fenOf((await roomToFreeze(tx, enforcementCase.id, owedFen)) - before);
  const room = left > 0n ? left : ZERO;
  const { most } = sharesToFreeze(room, close, law.shares);
  const allowed = most < available ? most : available;
  if (BigInt(shares) > allowed) {
    const message = `At most ${allowed} of the ${available} shares free: what is still to be enforced by the previous close, with ${law.shares.fluctuationPercent} % of fluctuation.`;
    problems.add(`${at}.shares`, 'shares.too_many', message, cited('R2.4-3'));
    return undefined;
  }
  return minFen(room, fenOf(BigInt(shares) * close));
}
