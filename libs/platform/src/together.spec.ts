import { describe, expect, it } from '@jest/globals';
import { Together } from './together.js';

function gate() {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { promise, open: () => resolve(undefined) };
}

describe('group commit', () => {
  it('does one piece of work at a time, and what came meanwhile together in the next', async () => {
    const groups: string[][] = [];
    const first = gate();
    const together = new Together(
      async (items: readonly string[]) => {
        groups.push([...items]);
        if (groups.length === 1) await first.promise;
        return groups.length;
      },
      { most: 100, pace: { leastMs: 0, mostMs: 0 } },
    );
    const early = together.join(['a']);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const late = [together.join(['b', 'c']), together.join(['d'])];
    first.open();
    expect(await early).toBe(1);
    expect(await Promise.all(late)).toEqual([2, 2]);
    expect(groups).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('takes no more than its most, but never leaves a large caller waiting', async () => {
    const groups: number[] = [];
    const together = new Together(
      async (items: readonly number[]) => {
        groups.push(items.length);
        return Promise.resolve();
      },
      { most: 3, pace: { leastMs: 0, mostMs: 0 } },
    );
    await Promise.all([together.join([1, 2]), together.join([3, 4]), together.join([5, 6, 7, 8]), together.join([9])]);
    expect(groups).toEqual([2, 2, 4, 1]);
  });

  it('fails those of the group, and goes on with the next', async () => {
    const together = new Together(
      async (items: readonly string[]) => {
        if (items.includes('bad')) throw new Error('no');
        return Promise.resolve('done');
      },
      { most: 1, pace: { leastMs: 0, mostMs: 0 } },
    );
    const outcomes = await Promise.allSettled([together.join(['good']), together.join(['bad']), together.join(['good'])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('carries each caller alone where an item is to blame', async () => {
    const together = new Together(
      async (items: readonly string[]) => {
        if (items.includes('bad')) throw new Error('bad item');
        return Promise.resolve(items.length);
      },
      { most: 10, pace: { leastMs: 0, mostMs: 0 }, isAboutAnItem: (error) => (error as Error).message === 'bad item' },
    );
    const outcomes = await Promise.allSettled([together.join(['good']), together.join(['bad', 'good']), together.join(['good'])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('keeps its pace while busy, and does not wait when idle', async () => {
    const begun: number[] = [];
    const together = new Together(
      async () => {
        begun.push(performance.now());
        return Promise.resolve();
      },
      { most: 1, pace: { leastMs: 30, mostMs: 30 } },
    );
    await Promise.all([together.join([1]), together.join([2])]);
    expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(28);
  });
});
