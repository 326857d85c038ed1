import { describe, expect, it } from '@jest/globals';
import { standingOf } from './time-limit.js';

describe('a time limit', () => {
  it('R1.3-3 R7.2-4: runs through its last day and has passed on the next', () => {
    expect(standingOf('2026-10-23', '2026-10-22')).toBe('running');
    expect(standingOf('2026-10-23', '2026-10-23')).toBe('last_day');
    expect(standingOf('2026-10-23', '2026-10-24')).toBe('passed');
  });
});
