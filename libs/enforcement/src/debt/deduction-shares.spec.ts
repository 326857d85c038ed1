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
