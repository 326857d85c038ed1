import { type Task } from '#messages/requests.js';
import { assetKind } from '#storage/orders/measure-room.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type BodyOf } from '../order-fields.js';
import { checkHolder } from '../../parties/holder-check.js';
import { capableInstitution, checkOrderedTerm, type TargetContext } from './target-context.js';

/** R2.1-2, R2.1-3. What no inquiry has reported is held to the shorter term. */
export function sealedType(kind: string | undefined): string {
  return kind ?? 'vehicle';
}

export async function sealTargets(context: TargetContext, { targets }: BodyOf<'seal'>): Promise<OrderTarget[]> {
  const { tx, enforcementCase, problems } = context;
  const known: { readonly identityId?: string }[] = [];
  for (const [index, target] of targets.entries()) {
    const at = `targets[${index}]`;
    capableInstitution(context, `${at}.institution`, target.institution, 'seal');
    known.push(await checkHolder(context, `${at}.assetId`, target.institution, target.assetId));
    const kind = await assetKind(tx, enforcementCase.id, target.institution, target.assetId);
    checkOrderedTerm(context, at, target, sealedType(kind));
    if (targets.findIndex((other) => other.institution === target.institution && other.assetId === target.assetId) < index) {
      problems.add(`${at}.assetId`, 'asset.twice', 'Name each asset once in an order.');
    }
  }
  return targets.map(({ institution, assetId, from, until }, index) => {
    const task: Task = { measure: 'seal', assetId, from, until };
    return { institution, task, ...known[index] };
  });
}
