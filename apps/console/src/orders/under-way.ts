import { type OrderView } from '../api/order-views.js';

export function isUnderWay(order: OrderView): boolean {
  return order.state === 'running' || order.state === 'partly_answered' || order.state === 'suspended';
}
