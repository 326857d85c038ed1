import { cited } from '#enforcement/cited-rules.js';
import { fitting } from '#enforcement/budget/fitting.js';
import { type DebtRules } from '#storage/law/debt-law-file.js';
import { type Fen, fenOf, formatYuan, sumFen, ZERO } from '#enforcement/money.js';
import { type Queryable } from '#storage/database.js';
import { debtOfCase, dueByClaim } from '#storage/debt/debt-of-case.js';
import { type LockedOrder } from '#storage/orders/lock-order.js';
import { claimsToPay, deductionsUnderWay, lockFreezesOf, roomToDeduct, roomToFreeze } from '#storage/orders/measure-room.js';
import { type OrderTarget, readTargets } from '#storage/orders/order-target.js';
import { TargetProblems } from './targets/target-problems.js';

interface Again {
  readonly tx: Queryable;
  readonly order: LockedOrder;
  readonly targets: readonly OrderTarget[];
  readonly amounts: readonly Fen[];
  readonly today: string;
  readonly debt: DebtRules;
  readonly problems: TargetProblems;
}

/**
 * An order that waited meets the case of the day it is approved: the debt may have fallen, a freeze ended, the fund been paid out since. Looks
 * under the same lock as placing; orders that wait themselves take no room from one another, the first yes has it.
 */
export async function checkRoomAgain(tx: Queryable, order: LockedOrder, today: string, debt: DebtRules): Promise<void> {
  const targets = readTargets(order.targets);
  const amounts = targets.map(({ task }) => fenOf(typeof task['amountFen'] === 'string' ? BigInt(task['amountFen']) : 0n));
  const again: Again = { tx, order, targets, amounts, today, debt, problems: new TargetProblems() };
  if (order.measure === 'freeze') await freezeAgain(again);
  if (order.measure === 'deduct') await deductAgain(again);
  if (order.measure === 'pay') await payAgain(again);
  again.problems.throwIfAny();
}

async function freezeAgain({ tx, order, amounts, today, debt, problems }: Again): Promise<void> {
  const { owedFen } = await debtOfCase(tx, order.case_id, today, debt);
  const room = await roomToFreeze(tx, order.case_id, owedFen, 'approved');
  for (const index of fitting(amounts, room, order.is_fan_out).beyond) {
    problems.add(
      `targets[${index}].amount`,
      'amount.above_room',
      `Still owed are ${formatYuan(owedFen)} today, of which other freezes leave ${left(room)}: less than when this order was placed. Reject it and place one of at most that (R2.4-5).`,
      cited('R2.4-5'),
    );
  }
}

async function deductAgain({ tx, order, targets, amounts, today, debt, problems }: Again): Promise<void> {
  const ids = targets.map(({ task }) => String(task['freezeRequestId']));
  const freezes = await lockFreezesOf(tx, order.case_id, ids);
  const underWay = await deductionsUnderWay(tx, order.case_id, 'approved');
  const { owedFen } = await debtOfCase(tx, order.case_id, today, debt);
  const room = roomToDeduct(owedFen, underWay);
  const { beyond } = fitting(amounts, room, false);
  for (const [index, amount] of amounts.entries()) {
    const at = `targets[${index}]`;
    const freeze = freezes.get(ids[index] ?? '');
    const caught = fenOf((freeze?.caught_fen ?? 0n) - (underWay.get(freeze?.id ?? '') ?? 0n));
    if (freeze?.state !== 'active') {
      const message = `This freeze is ${freeze?.state ?? 'unknown'} by now; nothing can be deducted from it. Reject this order.`;
      problems.add(`${at}.freezeId`, 'freeze.not_in_effect', message, cited('R1.9-1'));
    } else if (amount > caught) {
      const message = `The bank has ${left(caught)} caught and free to deduct by now. Reject this order and place one of at most that.`;
      problems.add(`${at}.amount`, 'amount.above_caught', message, cited('R1.9-1'));
    } else if (beyond.includes(index)) {
      const message = `Still to be deducted are ${left(room)} today: less than when this order was placed. Reject it and place one of at most that.`;
      problems.add(`${at}.amount`, 'amount.above_debt', message, cited('R1.1-1'));
    }
  }
}

async function payAgain({ tx, order, targets, amounts, today, debt, problems }: Again): Promise<void> {
  const due = await dueByClaim(tx, order.case_id, today, debt);
  const { claims, fund } = await claimsToPay(tx, order.case_id, due, 'approved');
  const { beyond } = fitting(amounts, fund, false);
  for (const [index, { claimId }] of targets.entries()) {
    const same = targets.flatMap((one, other) => (other <= index && one.claimId === claimId ? [amounts[other] ?? ZERO] : []));
    const lacking = claims.get(claimId ?? '')?.remainder ?? ZERO;
    if (sumFen(same) > lacking) {
      const message = `This claim still lacks ${left(lacking)} today: less than when this order was placed. Reject it and place one of at most that.`;
      problems.add(`targets[${index}].amount`, 'amount.above_claim', message, cited('R1.1-1'));
    } else if (beyond.includes(index)) {
      const message = `The fund of this case holds ${left(fund)} free by now. Reject this order and place one of at most that.`;
      problems.add(`targets[${index}].amount`, 'amount.above_fund', message, cited('R1.1-1'));
    }
  }
}

function left(amount: Fen): string {
  return formatYuan(amount > 0n ? amount : ZERO);
}
