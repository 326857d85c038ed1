import { cited } from '#enforcement/cited-rules.js';
import { checkRenewal } from '#enforcement/terms/term-law.js';
import { type Task } from '#messages/requests.js';
import { reportedThing } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type BodyOf } from '../order-fields.js';
import { sealedType } from './seal.js';
import { capableInstitution, freezesInEffect, type TargetContext } from './target-context.js';

/** Before expiry, and each time for at most the same maximum, counted on from the present end (R2.1-1, R2.1-4). */
export async function renewTargets(context: TargetContext, { targets }: BodyOf<'renew'>): Promise<OrderTarget[]> {
  const { problems, law, now, tx, enforcementCase } = context;
  const freezes = await freezesInEffect(context, targets);
  const built: OrderTarget[] = [];
  for (const [index, { until }] of targets.entries()) {
    const freeze = freezes[index];
    if (freeze === undefined) continue;
    const at = `targets[${index}]`;
    capableInstitution(context, `${at}.freezeId`, freeze.institution, 'renew');
    const type =
      freeze.kind === 'account'
        ? 'current'
        : sealedType((await reportedThing(tx, enforcementCase.id, freeze.institution, freeze.account))?.kind);
    const wrong = checkRenewal(freeze.until_date, until, type, law.terms);
    if (freeze.ends_at <= now) {
      const message =
        'This freeze has ended; its rank is lost (R2.1-4). Place a new freeze: it begins a new rank behind all who wait.';
      problems.add(`${at}.freezeId`, 'freeze.over', message, cited('R2.1-4'));
    } else if (wrong !== undefined) {
      problems.add(`${at}.${wrong.field}`, wrong.code, wrong.message, cited(wrong.rule));
    }
    const task: Task = { measure: 'renew', freezeRequestId: freeze.id, account: freeze.account, until };
    built.push({ institution: freeze.institution, task });
  }
  return built;
}
