import { describe, expect, it } from '@jest/globals';
import { checkRenewal, checkTerm, latestEnd, type TermLaw, termKind } from './term-law.js';

const law: TermLaw = {
  maxMonths: { deposit: 12, movable: 24, immovable_or_right: 36 },
  kindOf: {
    current: 'deposit',
    wealth: 'deposit',
    vehicle: 'movable',
    real_estate: 'immovable_or_right',
    equity: 'immovable_or_right',
  },
  otherwise: 'deposit',
};

describe('the longest term', () => {
  it.each([
    ['R2.1-1', 'current', '2026-11-02', '2027-11-02'],
    ['R2.1-2', 'vehicle', '2026-11-02', '2028-11-02'],
    ['R2.1-3', 'real_estate', '2026-11-02', '2029-11-02'],
    ['R2.1-3', 'equity', '2026-11-02', '2029-11-02'],
    ['R2.1-6', 'wealth', '2026-11-02', '2027-11-02'],
  ])('%s: of %s', (_rule, type, from, end) => {
    expect(latestEnd(from, type, law)).toBe(end);
  });

  it('R2.1-6: of what nobody has sorted is the shortest', () => {
    expect([termKind('token', law), latestEnd('2026-01-01', 'token', law)]).toEqual(['deposit', '2027-01-01']);
  });

  it('R2.1-1: ends with the month where the month is shorter: 29 February, and back', () => {
    expect(latestEnd('2024-02-29', 'current', law)).toBe('2025-02-28');
    expect(latestEnd('2023-02-28', 'current', law)).toBe('2024-02-28');
    expect(latestEnd('2024-02-29', 'real_estate', law)).toBe('2027-02-28');
    expect(latestEnd('2026-08-31', 'current', { ...law, maxMonths: { ...law.maxMonths, deposit: 6 } })).toBe('2027-02-28');
  });
});

describe('a term as asked for', () => {
  const today = '2026-11-02';
  it.each([
    ['current', '2026-11-02', '2027-11-02', undefined],
    ['current', '2026-11-02', '2027-11-03', 'R2.1-1'],
    ['vehicle', '2026-11-02', '2028-11-03', 'R2.1-2'],
    ['equity', '2026-11-02', '2029-11-03', 'R2.1-3'],
    ['current', '2026-11-02', '2026-11-02', 'R2.1-4'],
    ['current', '2026-11-01', '2026-11-03', undefined],
  ])('of %s from %s until %s: %s', (type, from, until, rule) => {
    expect(checkTerm({ from, until }, type, today, law)?.rule).toBe(rule);
  });

  it('R2.1-1: never ends before it starts', () => {
    expect(checkTerm({ from: '2026-12-02', until: '2026-12-01' }, 'current', today, law)).toMatchObject({
      field: 'until',
      code: 'term.end_before_start',
    });
    expect(checkTerm({ from: '2026-12-02', until: '2026-12-02' }, 'current', today, law)).toBeUndefined();
  });

  it('R1.1-3 R2.1-1: a renewal runs on from the present end, each time at most the same maximum', () => {
    expect(checkRenewal('2027-11-02', '2028-11-02', 'current', law)).toBeUndefined();
    expect(checkRenewal('2027-11-02', '2028-11-03', 'current', law)).toMatchObject({ code: 'term.too_long', rule: 'R2.1-1' });
    expect(checkRenewal('2027-11-02', '2027-11-02', 'current', law)).toMatchObject({ code: 'term.not_longer' });
  });
});
