import { type Task } from '#messages/requests.js';
import { assetKind } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type BodyOf } from '../order-fields.js';
import { longestSeal } from './seal.js';
import { capableInstitution, checkEnd, freezesInEffect, type TargetContext } from './target-context.js';

/** Before expiry, and each time for at most the same maximum, counted on from the present end (R2.1-1, R2.1-4). */
export async function renewTargets(context: TargetContext, { targets }: BodyOf<'renew'>): Promise<OrderTarget[]> {
  const { problems, court, today, tx, enforcementCase } = context;
  const freezes = await freezesInEffect(context, targets);
  const built: OrderTarget[] = [];
  for (const [index, { until }] of targets.entries()) {
    const freeze = freezes[index];
    if (freeze === undefined) continue;
    const at = `targets[${index}]`;
    capableInstitution(context, `${at}.freezeId`, freeze.institution, 'renew');
    const longest =
      freeze.kind === 'account'
        ? court.terms.deposit
        : longestSeal(court, await assetKind(tx, enforcementCase.id, freeze.institution, freeze.account));
    if (freeze.until_date < today) {
      problems.add(`${at}.freezeId`, 'freeze.over', 'This freeze has ended; its rank is lost. Place a new freeze.');
    } else if (until <= freeze.until_date) {
      problems.add(`${at}.until`, 'term.not_longer', `Let the renewal end after the present end, ${freeze.until_date}.`);
    } else {
      checkEnd(context, `${at}.until`, freeze.until_date, until, longest);
    }
    const task: Task = { measure: 'renew', freezeRequestId: freeze.id, account: freeze.account, until };
    built.push({ institution: freeze.institution, task });
  }
  return built;
}
