import { describe, expect, it } from '@jest/globals';
import { laneOf, laneOfOrder } from './lanes.js';

describe('the lane of a call', () => {
  it('lets health through, and gives an urgent order and every approval the places kept for them', () => {
    expect(laneOf('GET', '/health/ready', '')).toBe('open');
    expect(laneOf('GET', '/metrics', '')).toBe('open');
    expect(laneOf('POST', '/orders', '')).toBe('unread_order');
    expect(laneOfOrder({ priority: 'urgent' })).toBe('urgent');
    expect(laneOf('POST', '/orders/0199/approval', '')).toBe('urgent');
    expect(laneOf('POST', '/orders/0199/withdrawal', '')).toBe('urgent');
  });

  it('treats everything else alike', () => {
    expect(laneOf('POST', '/orders/bulk', '')).toBe('ordinary');
    expect(laneOf('POST', '/order-sets/0199/approval', '')).toBe('ordinary');
    expect(laneOf('GET', '/orders', '')).toBe('ordinary');
    expect(laneOf('GET', '/healthy', '')).toBe('ordinary');
    for (const body of [undefined, null, 'urgent', [], {}, { priority: 'judge' }, { priority: ['urgent'] }])
      expect(laneOfOrder(body)).toBe('ordinary');
  });

  it('does not count a live page among those that end', () => {
    expect(laneOf('GET', '/cases/0199/events', 'text/event-stream')).toBe('live');
    expect(laneOf('GET', '/cases/0199/events', 'application/json')).toBe('ordinary');
  });
});
