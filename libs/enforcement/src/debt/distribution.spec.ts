import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, sumFen } from '../money.js';
import { type ClaimedDebt, DEBT_CLASSES, distribute } from './distribution.js';

const fen = (amount: bigint) => amount as Fen;
const debt = (id: string, debtClass: ClaimedDebt['class'], amount: bigint): ClaimedDebt => ({
  id,
  class: debtClass,
  amount: fen(amount),
});

describe('distribution among several debts', () => {
  it('R4.2-1 R4.2-4 goes costs, medical costs, secured, restitution, civil, fine, confiscation', () => {
    const debts = [...DEBT_CLASSES].reverse().map((debtClass) => debt(debtClass, debtClass, 10n));
    const paidAt = (available: bigint) =>
      [...distribute(fen(available), debts)].filter(([, share]) => share > 0n).map(([id]) => id);
    expect(paidAt(10n)).toEqual(['enforcement_costs']);
    expect(paidAt(20n)).toEqual(['enforcement_costs', 'medical_costs']);
    expect(paidAt(50n)).toEqual(['enforcement_costs', 'medical_costs', 'secured', 'restitution', 'civil']);
    expect(distribute(fen(55n), debts).get('fine')).toBe(5n);
    expect(distribute(fen(70n), debts).get('confiscation')).toBe(10n);
  });

  it('R4.2-4 is pro rata within a class, the odd fen to the greatest remainder', () => {
    const shares = distribute(fen(100n), [debt('a', 'civil', 100n), debt('b', 'civil', 200n)]);
    expect([...shares]).toEqual([
      ['a', 33n],
      ['b', 67n],
    ]);
  });

  it('R4.2-4 gives an odd fen among equals to the first by id, in whatever order they are told', () => {
    const equals = [debt('a', 'civil', 1n), debt('b', 'civil', 1n)];
    for (const told of [equals, [...equals].reverse()]) expect(distribute(fen(1n), told).get('a')).toBe(1n);
  });

  it('R4.2-4 pays a debt of one fen, and nothing on a debt of nothing', () => {
    expect([...distribute(fen(10n), [debt('a', 'civil', 1n)])]).toEqual([['a', 1n]]);
    expect([...distribute(fen(10n), [debt('a', 'civil', 0n)])]).toEqual([['a', 0n]]);
  });

  it('R4.2-4 pays out all there is and nobody more than his debt', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const drawn = fc.array(fc.tuple(fc.constantFrom(...DEBT_CLASSES), amount), { maxLength: 8 });
    fc.assert(
      fc.property(amount, drawn, (available, classes) => {
        const debts = classes.map(([debtClass, owed], index) => debt(`d${index}`, debtClass, owed));
        const shares = distribute(fen(available), debts);
        const total = sumFen(debts.map((one) => one.amount));
        expect(sumFen(shares.values())).toBe(available < total ? available : total);
        for (const one of debts) expect((shares.get(one.id) ?? -1n) >= 0n && (shares.get(one.id) ?? 0n) <= one.amount).toBe(true);
      }),
    );
  });
});
