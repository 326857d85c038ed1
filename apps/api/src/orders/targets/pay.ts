import { formatYuan, sumFen, ZERO } from '#enforcement/money.js';
import { type Task } from '#messages/requests.js';
import { dueByClaim } from '#storage/debt/debt-of-case.js';
import { claimsToPay } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type BodyOf } from '../order-fields.js';
import { fundOf } from './fund.js';
import { type TargetContext } from './target-context.js';

/** From the fund account to creditors: at most what each claim still lacks, in all at most what the fund of this case has received. */
export async function payTargets(context: TargetContext, { targets }: BodyOf<'pay'>): Promise<OrderTarget[]> {
  const { problems, tx, enforcementCase } = context;
  const fund = fundOf(context, 'caseId');
  const due = await dueByClaim(tx, enforcementCase.id, context.today, context.law.debt);
  const { claims, fund: free } = await claimsToPay(tx, enforcementCase.id, due);
  return targets.flatMap(({ claimId, amount }, index) => {
    const at = `targets[${index}]`;
    const claim = claims.get(claimId);
    if (claim === undefined) {
      problems.add(`${at}.claimId`, 'claim.unknown', 'This case has no such claim.');
      return [];
    }
    if (claim.payee === undefined) {
      problems.add(`${at}.claimId`, 'claim.no_payee', 'The creditor of this claim has named no account to be paid to.');
    }
    const same = targets.slice(0, index + 1).filter((one) => one.claimId === claimId);
    if (sumFen(same.map((one) => one.amount)) > claim.remainder) {
      problems.add(
        `${at}.amount`,
        'amount.above_claim',
        `This claim still lacks ${formatYuan(claim.remainder > 0n ? claim.remainder : ZERO)}.`,
      );
    } else if (sumFen(targets.slice(0, index + 1).map((one) => one.amount)) > free) {
      problems.add(`${at}.amount`, 'amount.above_fund', `The fund of this case holds ${formatYuan(free)} free to be paid.`);
    }
    if (claim.payee === undefined || fund === undefined) return [];
    const task: Task = {
      measure: 'pay',
      fundAccount: fund.account,
      amountFen: amount.toString(),
      payee: { name: claim.creditorName, ...claim.payee },
      reference: enforcementCase.resumed_number ?? enforcementCase.case_number,
    };
    return [{ institution: fund.institution, task, claimId }];
  });
}
