import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { nextProposal, topUp } from './top-up.js';

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

describe('the proposal of a case (R2.3-7)', () => {
  const rule = { leastFen: fenOf(100n) };
  const short = (fen: bigint) => ({ shortfallFen: fenOf(fen), inDays: 0 });
  const known = (open?: bigint, dismissed?: bigint) => ({
    ...(open === undefined ? {} : { openFen: fenOf(open) }),
    ...(dismissed === undefined ? {} : { dismissedFen: fenOf(dismissed) }),
  });

  it.each([
    ['opens when the gap is worth a ruling', known(), short(100n), { step: 'open', shortfallFen: 100n }],
    ['stays quiet below', known(), { shortfallFen: fenOf(99n), inDays: 1 }, { step: 'none' }],
    ['stays as it is', known(120n), short(120n), { step: 'none' }],
    ['follows the gap', known(120n), short(125n), { step: 'raise', shortfallFen: 125n }],
    ['ends when the gap is closed', known(120n), undefined, { step: 'met' }],
    ['leaves a judge alone who said no', known(undefined, 120n), short(219n), { step: 'none' }],
    ['asks again when it has grown by as much', known(undefined, 120n), short(220n), { step: 'open', shortfallFen: 220n }],
  ])('R2.3-7 R2.4-5: %s', (_, before, found, next) => {
    expect(nextProposal(before, found, rule)).toEqual(next);
  });
});
