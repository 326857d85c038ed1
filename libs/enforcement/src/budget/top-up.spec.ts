import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { topUp } from './top-up.js';

const ask = (target: bigint, caps: bigint, perDay: bigint) =>
  topUp(fenOf(target), fenOf(caps), fenOf(perDay), { leastFen: fenOf(100n) });

describe('interest that outgrows the freezes (R2.4-5)', () => {
  it('R2.4-5: is proposed when the shortfall is worth a ruling', () => {
    expect(ask(1100n, 1000n, 10n)).toEqual({ shortfallFen: 100n, inDays: 0 });
    expect(ask(1099n, 1000n, 10n)).toEqual({ shortfallFen: 99n, inDays: 1 });
    expect(ask(1000n, 1000n, 7n)).toEqual({ shortfallFen: 0n, inDays: 15 });
    expect(ask(900n, 1000n, 100n)).toEqual({ shortfallFen: 0n, inDays: 2 });
  });

  it('R2.4-5: never, where the debt does not grow', () => {
    expect(ask(1000n, 1000n, 0n)).toBeUndefined();
    expect(ask(1050n, 1000n, 0n)).toEqual({ shortfallFen: 50n, inDays: undefined });
    expect(topUp(fenOf(5n), fenOf(5n), fenOf(0n), { leastFen: fenOf(0n) })).toBeUndefined();
    expect(topUp(fenOf(6n), fenOf(5n), fenOf(0n), { leastFen: fenOf(1n) })).toEqual({ shortfallFen: 1n, inDays: 0 });
    expect(ask(1000n, 1000n, 1n)).toEqual({ shortfallFen: 0n, inDays: 100 });
  });
});
