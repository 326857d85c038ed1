import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RecentCalls } from './recent-calls.js';

const WINDOW_MS = 1_000;
const STEP_MS = WINDOW_MS / 10;
const happened = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.boolean()), { minLength: 1, maxLength: 60 });

it('counts what happened within the window, a step more or less, and forgets the rest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), happened, (start, events) => {
      const recent = new RecentCalls(WINDOW_MS);
      const calls: number[] = [];
      const failures: number[] = [];
      const within = (at: number[], now: number, ms: number) => at.filter((then) => then > now - ms).length;
      let now = start;
      for (const [laterMs, fails] of events) {
        now += laterMs;
        if (!fails) {
          calls.push(now);
          recent.begin(now);
          continue;
        }
        failures.push(now);
        const told = recent.fail(now);
        const [least, most] = [WINDOW_MS - STEP_MS, WINDOW_MS];
        expect(told.failures).toBeGreaterThanOrEqual(within(failures, now, least));
        expect(told.failures).toBeLessThanOrEqual(within(failures, now, most));
        expect(told.calls).toBeGreaterThanOrEqual(within(calls, now, least));
        expect(told.calls).toBeLessThanOrEqual(Math.max(within(calls, now, most), told.failures));
      }
    }),
  );
});
