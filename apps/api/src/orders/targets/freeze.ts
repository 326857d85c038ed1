import { cited } from '#enforcement/cited-rules.js';
import { formatYuan, sumFen, ZERO } from '#enforcement/money.js';
import { type Task } from '#messages/requests.js';
import { debtOfCase } from '#storage/debt/debt-of-case.js';
import { roomToFreeze } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { checkExempt } from '../../exempt/exempt-check.js';
import { checkHolder } from '../../parties/holder-check.js';
import { type BodyOf } from '../order-fields.js';
import { capableInstitution, checkOrderedTerm, type TargetContext } from './target-context.js';

/**
 * A cap on an account (R2.3). All caps of a case together never exceed what is still to be enforced (R2.4-1, R2.4-5), unless the judge says why
 * each of these accounts is to wait for all of it (`fanOut`); then the budget cuts what is open as soon as the debt is caught.
 */
export async function freezeTargets(context: TargetContext, { targets, fanOut }: BodyOf<'freeze'>): Promise<OrderTarget[]> {
  const { problems, tx, enforcementCase } = context;
  const { targetFen, owedFen } = await debtOfCase(tx, enforcementCase.id, context.today, context.law.debt);
  const room = await roomToFreeze(tx, enforcementCase.id, owedFen);
  const known: { readonly identityId?: string }[] = [];
  for (const [index, target] of targets.entries()) {
    const at = `targets[${index}]`;
    capableInstitution(context, `${at}.institution`, target.institution, 'freeze');
    checkOrderedTerm(context, at, target, 'current');
    const total = fanOut === undefined ? sumFen(targets.slice(0, index + 1).map(({ amount }) => amount)) : target.amount;
    if (target.amount > targetFen) {
      problems.add(
        `${at}.amount`,
        'amount.above_debt',
        'This is more than the debt of the case. Freeze at most what is owed.',
        cited('R2.4-1'),
      );
    } else if (total > room) {
      problems.add(
        `${at}.amount`,
        'amount.above_room',
        `With the freezes in effect and on their way this is more than is still to be enforced: at most ${formatYuan(room > 0n ? room : ZERO)} in this order (R2.4-5).`,
        cited('R2.4-5'),
      );
    }
    if (targets.findIndex((other) => other.institution === target.institution && other.account === target.account) < index) {
      problems.add(`${at}.account`, 'account.twice', 'Name each account once in an order.');
    }
    await checkExempt(context, at, 'account', 'freeze', target);
    known.push(await checkHolder(context, `${at}.account`, target.institution, target.account));
  }
  return targets.map(({ institution, account, amount, from, until }, index) => {
    const task: Task = { measure: 'freeze', account, amountFen: amount.toString(), from, until };
    return { institution, task, ...known[index] };
  });
}
