import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen } from '../money.js';
import { livingCostReserve, roomAboveReserve, standardFor } from './living-cost.js';

const fen = (amount: bigint) => amount as Fen;
const standard = (year: number, monthly: bigint) => ({
  city: '来宾市',
  year,
  monthly: fen(monthly),
  source: '',
  isExample: true,
});
const standards = [standard(2020, 69_000n), standard(2022, 78_000n)];

describe('the living-cost reserve', () => {
  it('R3-24 is people × months × the standard of city and year', () => {
    expect(livingCostReserve(3, 6, standard(2020, 69_000n))).toBe(1_242_000n);
    expect(standardFor('来宾市', 2021, standards)?.year).toBe(2020);
    expect(standardFor('来宾市', 2022, [...standards].reverse())?.year).toBe(2022);
    expect(standardFor('来宾市', 2026, standards)?.year).toBe(2022);
    expect(standardFor('来宾市', 2019, standards)).toBeUndefined();
    expect(standardFor('柳州市', 2022, standards)).toBeUndefined();
  });

  it('R3-24 is kept once over all accounts, and money free elsewhere counts towards it', () => {
    const reserve = fen(100n);
    const frozen = { available: fen(0n), caught: fen(80n) };
    expect(roomAboveReserve(reserve, [frozen, frozen])).toBe(60n);
    expect(roomAboveReserve(reserve, [frozen, { available: fen(100n), caught: fen(0n) }])).toBe(80n);
    expect(roomAboveReserve(reserve, [frozen])).toBe(0n);
    expect(roomAboveReserve(reserve, [frozen, { available: fen(30n), caught: fen(0n) }])).toBe(10n);
  });

  it('R3-24 always leaves the debtor his reserve, or all he has', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 9n }).map(fen);
    fc.assert(
      fc.property(amount, fc.array(fc.record({ available: amount, caught: amount }), { maxLength: 6 }), (reserve, accounts) => {
        const room = roomAboveReserve(reserve, accounts);
        const all = accounts.reduce((sum, { available, caught }) => sum + available + caught, 0n);
        if (room > 0n) expect(all - room).toBeGreaterThanOrEqual(reserve);
        expect(room).toBeGreaterThanOrEqual(0n);
      }),
    );
  });
});
