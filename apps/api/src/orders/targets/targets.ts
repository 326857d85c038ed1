import { type OrderTarget } from '#storage/orders/order-target.js';
import { type NewOrderBody } from '../order-fields.js';
import { deductTargets } from './deduct.js';
import { freezeTargets } from './freeze.js';
import { inquireTargets } from './inquire.js';
import { payTargets } from './pay.js';
import { releaseTargets } from './release.js';
import { renewTargets } from './renew.js';
import { sealTargets } from './seal.js';
import { type TargetContext } from './target-context.js';

/** The requests an order will make, each with its task as the wire carries it; what is wrong lands in `context.problems`. */
export function buildTargets(context: TargetContext, order: NewOrderBody): Promise<OrderTarget[]> | OrderTarget[] {
  switch (order.measure) {
    case 'inquire':
      return inquireTargets(context, order);
    case 'freeze':
      return freezeTargets(context, order);
    case 'renew':
      return renewTargets(context, order);
    case 'release':
      return releaseTargets(context, order);
    case 'deduct':
      return deductTargets(context, order);
    case 'seal':
      return sealTargets(context, order);
    case 'pay':
      return payTargets(context, order);
  }
}
