import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from './lane.js';

const nextTurn = () => new Promise(setImmediate);

afterEach(() => {
  jest.useRealTimers();
});

describe('lane', () => {
  it('runs everything, never wider than it is, in the order of coming, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 20 }),
        async (width, works) => {
          const lane = new Lane(width);
          for (let answers = 0; answers < width; answers += 1) lane.widen();
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
          await nextTurn();
          expect(lane.used()).toBe(0);
        },
      ),
    );
  });

  const gated = (lane: Lane, gates: (() => void)[], isPressing?: boolean) =>
    lane.run(() => new Promise<void>((leave) => gates.push(leave)), isPressing);

  it('begins with two, widens by one with every answer up to its width, and narrows again without stopping anybody', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const lane = new Lane(4);
    const gates: (() => void)[] = [];
    const works = Array.from({ length: 8 }, () => gated(lane, gates));
    const within = async (expected: number) => {
      jest.advanceTimersByTime(400);
      await nextTurn();
      expect(gates.length).toBe(expected);
      expect(lane.used()).toBe(expected);
    };
    await within(2);
    lane.widen();
    await within(3);
    lane.widen();
    lane.widen();
    await within(4);
    lane.narrow();
    expect(lane.used()).toBe(4);
    for (let index = 0; index < works.length; index += 1) {
      while (gates[index] === undefined) await nextTurn();
      gates[index]?.();
      await works[index];
      await nextTurn();
      expect(lane.used()).toBeLessThanOrEqual(Math.max(2, 3 - index));
    }
    expect(lane.used()).toBe(0);
  });

  it('beyond the first waits a moment for a connection before it opens one; what is pressing does not', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const lane = new Lane(10, () => false);
    for (let answers = 0; answers < 10; answers += 1) lane.widen();
    const gates: (() => void)[] = [];
    const works = Array.from({ length: 5 }, () => gated(lane, gates));
    await nextTurn();
    expect(gates.length).toBe(1);
    works.push(gated(lane, gates, true));
    await nextTurn();
    expect(gates.length).toBe(2);
    // the next takes the connection of the first, or its place
    gates[0]?.();
    await works[0];
    await nextTurn();
    expect(gates.length).toBe(3);
    jest.advanceTimersByTime(399);
    await nextTurn();
    expect(gates.length).toBe(3);
    jest.advanceTimersByTime(1);
    await nextTurn();
    expect(gates.length).toBe(6);
    for (const leave of gates) leave();
    await Promise.all(works);
    await nextTurn();
    expect(lane.used()).toBe(0);
  });
});
