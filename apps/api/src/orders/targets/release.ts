import { cited } from '#enforcement/cited-rules.js';
import { formatYuan, fenOf } from '#enforcement/money.js';
import { type Task } from '#messages/requests.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type BodyOf } from '../order-fields.js';
import { capableInstitution, freezesInEffect, type TargetContext } from './target-context.js';

/** A freeze ends, or its cap shrinks and keeps its rank. Where an institution knows no partial release, the freeze stays as it is (R2.3-7). */
export async function releaseTargets(context: TargetContext, { targets }: BodyOf<'release'>): Promise<OrderTarget[]> {
  const { problems } = context;
  const freezes = await freezesInEffect(context, targets);
  return targets.flatMap(({ amount, keep }, index) => {
    const freeze = freezes[index];
    if (freeze === undefined) return [];
    const at = `targets[${index}]`;
    const profile = capableInstitution(context, `${at}.freezeId`, freeze.institution, 'release');
    const isPart = keep !== undefined || (amount !== undefined && amount < freeze.cap_fen);
    if (freeze.whole_account ? amount !== undefined : keep !== undefined) {
      const [field, message] = freeze.whole_account
        ? ['amount', 'This freeze is of the whole account: say with `keep` to which amount it is cut.']
        : ['keep', 'This freeze has a cap: say with `amount` by how much it shrinks.'];
      problems.add(`${at}.${field}`, 'release.wrong_extent', message, cited('R2.3-7'));
    } else if (amount !== undefined && amount > freeze.cap_fen) {
      const cap = formatYuan(fenOf(freeze.cap_fen));
      problems.add(`${at}.amount`, 'amount.above_cap', `The cap of this freeze is ${cap}.`, cited('R2.4-1'));
    } else if (isPart && profile !== undefined && !profile.partialRelease) {
      problems.add(
        `${at}.${keep === undefined ? 'amount' : 'keep'}`,
        'institution.no_partial_release',
        `${profile.names.zh} releases whole freezes only. Leave this one as it is: release and new freeze would lose its rank.`,
        cited('R2.3-7'),
      );
    }
    const task: Task = {
      measure: 'release',
      freezeRequestId: freeze.id,
      account: freeze.account,
      ...(keep === undefined ? {} : { keepFen: keep.toString() }),
      ...(isPart && amount !== undefined ? { amountFen: amount.toString() } : {}),
    };
    return [{ institution: freeze.institution, task }];
  });
}
