import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, sumFen } from '../money.js';
import { shareDeductions } from './deduction-shares.js';

const fen = (amount: bigint) => amount as Fen;
const sent = (id: string, on: string, amount: bigint) => ({ id, on, amount: fen(amount) });
const claims = [
  { id: 'a', principal: fen(100n) },
  { id: 'b', principal: fen(300n) },
];

describe('money sent to the court', () => {
  it('R1.9-6 counts for its claim on the day of the deduction, however late it is paid out', () => {
    const shares = shareDeductions(
      [sent('d1', '2024-03-01', 50n), sent('d2', '2024-05-01', 80n)],
      [{ claimId: 'b', amount: fen(60n) }],
      claims,
    );
    const [first, second] = shares.get('b') ?? [];
    expect([first, second]).toMatchObject([
      { on: '2024-03-01', amount: 50n, means: 'deduction' },
      { on: '2024-05-01', amount: 10n },
    ]);
  });

  it('R2.2-8 is shared pro rata while it lies with the court', () => {
    const shares = shareDeductions([sent('d', '2024-03-01', 40n)], [], claims);
    expect([shares.get('a')?.[0]?.amount, shares.get('b')?.[0]?.amount]).toEqual([10n, 30n]);
  });

  it('R2.2-8 is shared by what each claim still lacks, and what is above the principals goes to the first', () => {
    const shares = shareDeductions(
      [sent('d1', '2024-03-01', 100n), sent('d2', '2024-04-01', 310n)],
      [{ claimId: 'b', amount: fen(100n) }],
      claims,
    );
    const amounts = (claim: string) => shares.get(claim)?.map(({ on, amount }) => [on, amount]);
    expect(amounts('b')).toEqual([
      ['2024-03-01', 100n],
      ['2024-04-01', 200n],
    ]);
    expect(amounts('a')).toEqual([
      ['2024-04-01', 100n],
      ['2024-04-01', 10n],
    ]);
  });

  it('R1.9-6 is drawn on in the order it was sent, that of one day by its id, whoever told of it first', () => {
    const all = [sent('d1', '2024-03-01', 50n), sent('d2', '2024-03-01', 50n), sent('d3', '2024-04-01', 50n)];
    for (const told of [all, [...all].reverse()]) {
      const shares = shareDeductions(told, [{ claimId: 'a', amount: fen(90n) }], claims);
      expect(
        shares
          .get('a')
          ?.slice(0, 2)
          .map(({ id, amount }) => [id, amount]),
      ).toEqual([
        ['d1', 50n],
        ['d2', 40n],
      ]);
    }
  });

  it('R2.2-8 gives nothing of what lies with the court to a claim that was paid in full, not a fen', () => {
    const shares = shareDeductions([sent('d', '2024-03-01', 400n)], [{ claimId: 'a', amount: fen(100n) }], claims);
    expect([shares.get('a')?.map(({ amount }) => amount), shares.get('b')?.map(({ amount }) => amount)]).toEqual([
      [100n],
      [300n],
    ]);
    const more = shareDeductions([sent('d', '2024-03-01', 131n)], [{ claimId: 'a', amount: fen(101n) }], claims);
    expect([more.get('a')?.map(({ amount }) => amount), more.get('b')?.map(({ amount }) => amount)]).toEqual([[101n], [30n]]);
  });

  it('R2.2-8 gives the last fen a claim lacks to that claim', () => {
    const shares = shareDeductions([sent('d', '2024-03-01', 400n)], [{ claimId: 'b', amount: fen(299n) }], claims);
    expect([shares.get('a')?.map(({ amount }) => amount), shares.get('b')?.map(({ amount }) => amount)]).toEqual([
      [100n],
      [299n, 1n],
    ]);
  });

  it('R1.9-6 serves nobody where there is no claim', () => {
    expect(shareDeductions([sent('d', '2024-03-01', 10n)], [], []).size).toBe(0);
  });

  it('R1.9-6 is never lost and never doubled', () => {
    const amount = fc.bigInt({ min: 1n, max: 1000n });
    const deductions = fc
      .array(amount, { maxLength: 5 })
      .map((all) => all.map((one, index) => sent(`d${index}`, `2024-0${index + 1}-01`, one)));
    const payouts = fc.array(fc.record({ claimId: fc.constantFrom('a', 'b'), amount: amount.map(fen) }), { maxLength: 5 });
    fc.assert(
      fc.property(deductions, payouts, (all, paidOut) => {
        const shared = [...shareDeductions(all, paidOut, claims).values()].flat();
        expect(sumFen(shared.map((one) => one.amount))).toBe(sumFen(all.map((one) => one.amount)));
      }),
    );
  });
});
