import { cited } from '#enforcement/cited-rules.js';
import { fenOf, formatYuan, sumFen, ZERO } from '#enforcement/money.js';
import { type Task } from '#messages/requests.js';
import { debtOfCase } from '#storage/debt/debt-of-case.js';
import { deductionsUnderWay, roomToDeduct } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { checkExempt } from '../../exempt/exempt-check.js';
import { checkHolder } from '../../parties/holder-check.js';
import { checkLivingCosts } from '../../exempt/living-cost-check.js';
import { type BodyOf } from '../order-fields.js';
import { fundOf } from './fund.js';
import { knownPlaces } from './known-places.js';
import { capableInstitution, freezesInEffect, type TargetContext } from './target-context.js';

/** Out of an active freeze, never of what nobody attached (R1.1-2), to the court's case-fund account (R1.9-1): at most what the bank reports as caught, and in all at most the target. */
export async function deductTargets(context: TargetContext, { targets }: BodyOf<'deduct'>): Promise<OrderTarget[]> {
  const { problems, tx, enforcementCase } = context;
  const fund = fundOf(context, 'caseId');
  const freezes = await freezesInEffect(context, targets);
  const underWay = await deductionsUnderWay(tx, enforcementCase.id);
  const { owedFen } = await debtOfCase(tx, enforcementCase.id, context.today, context.law.debt);
  const room = roomToDeduct(owedFen, underWay);
  const known = await knownPlaces(
    context,
    freezes.filter((freeze) => freeze !== undefined),
  );
  for (const [index, { override }] of targets.entries()) {
    const freeze = freezes[index];
    if (freeze === undefined) continue;
    await checkExempt(context, `targets[${index}]`, 'freezeId', 'deduct', { ...freeze, override }, known);
    checkHolder(context, `targets[${index}].freezeId`, freeze, known);
  }
  await checkLivingCosts(context, freezes, targets);
  return targets.flatMap(({ amount }, index) => {
    const freeze = freezes[index];
    if (freeze === undefined || fund === undefined) return [];
    const at = `targets[${index}]`;
    capableInstitution(context, `${at}.freezeId`, freeze.institution, 'deduct');
    const left = fenOf(freeze.caught_fen - (underWay.get(freeze.id) ?? 0n));
    const total = sumFen(targets.slice(0, index + 1).map((one) => one.amount));
    if (amount > left) {
      problems.add(
        `${at}.amount`,
        'amount.above_caught',
        `The bank has caught ${formatYuan(left)} that is still free to deduct.`,
        cited('R1.9-1'),
      );
    } else if (total > room) {
      problems.add(
        `${at}.amount`,
        'amount.above_debt',
        `With this, more than the debt would be deducted: at most ${formatYuan(room > 0n ? room : ZERO)}.`,
        cited('R1.1-1'),
      );
    }
    const task: Task = {
      measure: 'deduct',
      freezeRequestId: freeze.id,
      account: freeze.account,
      amountFen: amount.toString(),
      payee: fund.payee,
    };
    return [{ institution: freeze.institution, task }];
  });
}
