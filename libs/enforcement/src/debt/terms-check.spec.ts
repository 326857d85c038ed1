import { describe, expect, it } from '@jest/globals';
import { type Fen } from '../money.js';
import { fraction } from './fraction.js';
import { checkPayment, checkTerms } from './terms-check.js';
import { COMPONENTS, type DebtTerms, type MoneyItem } from './terms.js';

const fen = (amount: bigint) => amount as Fen;
const item: MoneyItem = { id: 'p', kind: 'principal', label: '本金', amount: fen(100n), performBy: '2024-01-31' };
const interest = {
  items: ['p'],
  rate: fraction(1n, 100n),
  ratePercent: '1',
  per: 'year',
  daysPerUnit: 365n,
  from: '2024-01-01',
  firstDay: 'counted',
} as const;
const terms = (more: Partial<DebtTerms>): DebtTerms => ({
  ...{ currency: 'CNY', items: [item], ordinaryInterest: [], doubledPart: { waived: false }, exclusions: [], costs: [] },
  enforcementFeeFixed: false,
  ...more,
});
const found = (more: Partial<DebtTerms>) => checkTerms(terms(more)).map(({ field, code, rule }) => [field, code, rule]);

describe('terms that cannot be', () => {
  it('are refused by field, rule and article', () => {
    expect(found({})).toEqual([]);
    expect(found({ items: [] })).toEqual([['items', 'terms.no_items', 'R4.1-2']]);
    expect(found({ items: [item, { ...item, amount: fen(0n) }] })).toEqual([
      ['items[1].amount', 'amount.not_positive', 'R4.3-2'],
      ['items[1].id', 'item.twice', 'R4.1-3'],
    ]);
    expect(found({ items: [{ ...item, amount: fen(1n) }] })).toEqual([]);
    expect(checkTerms(terms({ items: [] }))[0]?.article).toBe('法释〔2014〕8号 art. 1');
  });

  it('R4.1-1 are interest that ends before it starts, on unknown sums, on interest, or below zero', () => {
    const given = { id: 'i', kind: 'ordinary_interest' } as const;
    expect(found({ ordinaryInterest: [{ ...interest, until: '2023-12-31' }] })).toEqual([
      ['ordinaryInterest[0].until', 'term.end_before_start', 'R4.1-1'],
    ]);
    expect(found({ ordinaryInterest: [{ ...interest, until: '2024-01-01' }] })).toEqual([]);
    expect(found({ ordinaryInterest: [{ ...interest, items: ['q'] }] })).toEqual([
      ['ordinaryInterest[0].items[0]', 'item.unknown', 'R4.1-1'],
    ]);
    expect(found({ items: [{ ...item, ...given }], ordinaryInterest: [{ ...interest, items: ['i'] }] })).toEqual([
      ['ordinaryInterest[0].items[0]', 'item.is_interest', 'R4.1-1'],
    ]);
    expect(found({ ordinaryInterest: [{ ...interest, rate: fraction(-1n) }] })).toEqual([
      ['ordinaryInterest[0].rate', 'rate.negative', 'R4.1-1'],
    ]);
    expect(found({ ordinaryInterest: [{ ...interest, rate: fraction(0n) }] })).toEqual([]);
  });

  it('R4.1-5 R4.2-1 R4.2-3 are periods the wrong way round, costs of nothing and orders that leave something out', () => {
    expect(found({ exclusions: [{ from: '2024-02-02', until: '2024-02-01', ground: 'retrial' }] })[0]?.[2]).toBe('R4.1-5');
    expect(found({ exclusions: [{ from: '2024-02-01', until: '2024-02-01', ground: 'retrial' }] })).toEqual([]);
    expect(found({ costs: [{ id: 'c', label: '', amount: fen(0n), on: '2024-01-01' }] })[0]?.[2]).toBe('R4.2-1');
    expect(found({ costs: [{ id: 'c', label: '', amount: fen(1n), on: '2024-01-01' }] })).toEqual([]);
    expect(found({ orderOfPayment: COMPONENTS.slice(1) })[0]?.[2]).toBe('R4.2-3');
    expect(found({ orderOfPayment: [...COMPONENTS.slice(1), 'principal'] })[0]?.[2]).toBe('R4.2-3');
    expect(found({ orderOfPayment: [...COMPONENTS].reverse() })).toEqual([]);
  });

  it('R4.1-4 are payments of nothing or of a day to come', () => {
    const problems = checkPayment({ amount: fen(-1n), on: '2024-02-02' }, '2024-02-01', 'payments[0]');
    expect(problems.map(({ field }) => field)).toEqual(['payments[0].amount', 'payments[0].on']);
    expect(checkPayment({ amount: fen(1n), on: '2024-02-01' }, '2024-02-01', 'payments[0]')).toEqual([]);
    expect(checkPayment({ amount: fen(0n), on: '2024-02-01' }, '2024-02-01', 'payments[0]')[0]?.code).toBe('amount.not_positive');
  });
});
