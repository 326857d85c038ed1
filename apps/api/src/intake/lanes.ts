/** `open` is never refused; `live` pages stay for hours; `urgent` keeps its places while everything else is full. */
export type Lane = 'open' | 'live' | 'urgent' | 'unread_order' | 'ordinary';

const URGENT_ACT = /^\/orders\/[^/]+\/(approval|rejection|withdrawal)$/;

/** By what can be seen before the body is read; whether an order is urgent stands in its body. */
export function laneOf(method: string, path: string, accept: string): Lane {
  if (path.startsWith('/health/') || path === '/metrics') return 'open';
  if (method === 'GET' && path.endsWith('/events') && accept.includes('text/event-stream')) return 'live';
  if (method === 'POST' && path === '/orders') return 'unread_order';
  // a freeze goes out only when it is approved
  return method === 'POST' && URGENT_ACT.test(path) ? 'urgent' : 'ordinary';
}

/** The lane of an order once its body is read. */
export function laneOfOrder(body: unknown): Lane {
  const isUrgent = typeof body === 'object' && body !== null && 'priority' in body && body.priority === 'urgent';
  return isUrgent ? 'urgent' : 'ordinary';
}
