import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from './lane.js';

describe('lane', () => {
  it('runs everything, never wider than it is, in the order of coming, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 20 }),
        async (width, works) => {
          const lane = new Lane(width);
          const started: number[] = [];
          let running = 0;
          let widest = 0;
          const results = await Promise.allSettled(
            works.map(([ticks, fails], index) =>
              lane.run(async () => {
                started.push(index);
                running += 1;
                widest = Math.max(widest, running);
                for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
                running -= 1;
                if (fails) throw new Error('fails');
              }),
            ),
          );
          expect(results.map((result) => result.status === 'rejected')).toEqual(works.map(([, fails]) => fails));
          expect(started).toEqual(works.map((_, index) => index));
          expect(widest).toBeLessThanOrEqual(width);
          expect(lane.used()).toBe(0);
        },
      ),
    );
  });
});
