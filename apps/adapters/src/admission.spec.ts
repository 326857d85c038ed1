import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Admission } from './admission.js';

const LOOK_MS = 20;

describe('admission', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'performance'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('lets everybody in, in the order of coming, and never more than there are places while there is no time to spare', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }),
        async (fewest, sizes) => {
          const admission = new Admission(fewest, () => false);
          const order: number[] = [];
          let inside = 0;
          const works = sizes.map(async (size, index) => {
            const leave = await admission.enter(size);
            order.push(index);
            inside += Math.min(size, fewest);
            expect(inside).toBeLessThanOrEqual(fewest);
            await turn();
            jest.advanceTimersByTime(LOOK_MS);
            inside -= Math.min(size, fewest);
            leave();
          });
          await Promise.all(works);
          expect(order).toEqual(sizes.map((_, index) => index));
          expect(jest.getTimerCount()).toBe(0);
        },
      ),
    );
  });

  it('holds up nobody when those inside only wait: more come in with every look, until all are there', async () => {
    const admission = new Admission(4, () => true);
    const hundred = Array.from({ length: 100 }, () => admission.enter(1));
    for (let look = 0; look < 60; look += 1) jest.advanceTimersByTime(LOOK_MS);
    const leaves = await Promise.all(hundred);
    for (const leave of leaves) leave();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('comes back to few places when the process has enough to do again', async () => {
    let hasTime = true;
    const admission = new Admission(4, () => hasTime);
    const slow = Array.from({ length: 30 }, () => admission.enter(1));
    for (let look = 0; look < 20; look += 1) jest.advanceTimersByTime(LOOK_MS);
    const leaves = await Promise.all(slow);
    hasTime = false;
    let entered = 0;
    const later = Array.from({ length: 10 }, () => admission.enter(1).then((leave) => ((entered += 1), leave)));
    for (let look = 0; look < 60; look += 1) jest.advanceTimersByTime(LOOK_MS);
    for (const leave of leaves) leave();
    await turn();
    expect(entered).toBe(4);
    for (let done = 0; done < later.length; done += 1) (await later[done])?.();
    expect(entered).toBe(10);
  });

  it('takes the place of whoever stays long, and only once', async () => {
    const admission = new Admission(2, () => false);
    const [first] = await Promise.all([admission.enter(1), admission.enter(1)]);
    let entered = 0;
    const later = Array.from({ length: 4 }, () => admission.enter(1).then(() => (entered += 1)));
    jest.advanceTimersByTime(2_900);
    await turn();
    expect(entered).toBe(0);
    jest.advanceTimersByTime(200);
    first();
    await turn();
    expect(entered).toBe(2);
    jest.advanceTimersByTime(3_100);
    await Promise.all(later);
  });

  it('never lets wait who wants no place', async () => {
    const admission = new Admission(1, () => false);
    await admission.enter(1);
    void admission.enter(1);
    await admission.enter(0);
  });
});
