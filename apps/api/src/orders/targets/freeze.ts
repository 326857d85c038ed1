import { cited } from '#enforcement/cited-rules.js';
import { type Fen, formatYuan, sumFen, ZERO } from '#enforcement/money.js';
import { type Task } from '#messages/requests.js';
import { debtOfCase } from '#storage/debt/debt-of-case.js';
import { documentsOf } from '#storage/documents/documents.js';
import { priorMeasuresOf } from '#storage/exempt/known-accounts.js';
import { WHOLE_ACCOUNT } from '#storage/exempt/overrides.js';
import { roomToFreeze } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { checkExempt } from '../../exempt/exempt-check.js';
import { checkHolder } from '../../parties/holder-check.js';
import { type BodyOf } from '../order-fields.js';
import { knownPlaces } from './known-places.js';
import { capableInstitution, checkOrderedTerm, type TargetContext } from './target-context.js';

type Order = BodyOf<'freeze'>;
type Target = Order['targets'][number];

/**
 * A cap on an account (R2.3). All caps of a case together never exceed what is still to be enforced (R2.4-1, R2.4-5), unless the judge says why
 * each of these accounts is to wait for all of it (`fanOut`); then the budget cuts what is open as soon as the debt is caught. A whole account has
 * no cap (R1.7-5): it takes a decision of its own, and the budget cuts it to what is owed.
 */
export async function freezeTargets(context: TargetContext, { targets, fanOut }: Order): Promise<OrderTarget[]> {
  const { problems, tx, enforcementCase } = context;
  const { targetFen, owedFen } = await debtOfCase(tx, enforcementCase.id, context.today, context.law.debt);
  const room = await roomToFreeze(tx, enforcementCase.id, owedFen);
  const known = await knownPlaces(context, targets);
  const identities: { readonly identityId?: string }[] = [];
  for (const [index, target] of targets.entries()) {
    const at = `targets[${index}]`;
    const profile = capableInstitution(context, `${at}.institution`, target.institution, 'freeze');
    checkOrderedTerm(context, at, target, 'current');
    if (target.amount !== undefined) {
      const before = fanOut === undefined ? sumFen(targets.slice(0, index).map(({ amount = ZERO }) => amount)) : ZERO;
      checkAmount(context, at, target.amount, { before, targetFen, room });
    } else {
      if (profile?.wholeAccount === false) cannotFreezeWhole(context, at, profile.names.zh);
      if (room <= 0n) aboveRoom(context, `${at}.wholeAccount`, room);
      await checkWholeAccount(context, at, target);
    }
    if (targets.findIndex((other) => other.institution === target.institution && other.account === target.account) < index) {
      problems.add(`${at}.account`, 'account.twice', 'Name each account once in an order.');
    }
    await checkContinued(context, at, target);
    await checkExempt(context, at, 'account', 'freeze', target, known);
    identities.push(checkHolder(context, `${at}.account`, target, known));
  }
  return targets.map(({ institution, account, amount, continues, from, until }, index) => {
    const extent = amount === undefined ? { wholeAccount: true as const } : { amountFen: amount.toString() };
    const task: Task = { measure: 'freeze', account, ...extent, ...(continues && { inRankOf: continues }), from, until };
    return { institution, task, ...identities[index] };
  });
}

function checkAmount(
  context: TargetContext,
  at: string,
  amount: Fen,
  { before, targetFen, room }: { readonly before: Fen; readonly targetFen: Fen; readonly room: Fen },
): void {
  if (amount > targetFen) {
    const message = 'This is more than the debt of the case. Freeze at most what is owed.';
    context.problems.add(`${at}.amount`, 'amount.above_debt', message, cited('R2.4-1'));
  } else if (before + amount > room) aboveRoom(context, `${at}.amount`, room);
}

function aboveRoom({ problems }: TargetContext, field: string, room: Fen): void {
  problems.add(
    field,
    'amount.above_room',
    `With the freezes in effect and on their way this is more than is still to be enforced: at most ${formatYuan(room > 0n ? room : ZERO)} in this order (R2.4-5).`,
    cited('R2.4-5'),
  );
}

function cannotFreezeWhole({ problems }: TargetContext, at: string, name: string): void {
  const message = `${name} freezes amounts only. Name an amount, or send the order for the whole account on paper (R1.7-5).`;
  problems.add(`${at}.wholeAccount`, 'institution.no_whole_account', message, cited('R1.7-5'));
}

async function checkContinued(
  { tx, problems }: TargetContext,
  at: string,
  { institution, account, continues }: Target,
): Promise<void> {
  if (continues === undefined) return;
  const listed = await priorMeasuresOf(tx, institution, account);
  if (listed.some((one) => one.authority === continues.authority && one.documentNumber === continues.documentNumber)) return;
  const message =
    'The bank’s newest report lists no such measure on this account. Ask it again, or write it as it is listed there (R2.1-9).';
  problems.add(`${at}.continues`, 'measure.not_listed', message, cited('R2.1-9'));
}

async function checkWholeAccount(
  { tx, problems, enforcementCase, overrides }: TargetContext,
  at: string,
  target: Target,
): Promise<void> {
  const { institution, account, wholeAccount: override } = target;
  if (override === undefined) return;
  const [document] = await documentsOf(tx, enforcementCase.id, [override.documentId]);
  if (document === undefined) {
    const message = 'Name a document of this case; file it first.';
    problems.add(`${at}.wholeAccount.documentId`, 'document.unknown', message, cited('R1.7-5'));
  }
  overrides.push({ institution, account, act: 'freeze', override, ...WHOLE_ACCOUNT });
}
