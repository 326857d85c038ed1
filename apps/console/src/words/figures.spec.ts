import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { accountNumber, caseNumber, daysBetween, fenOf, instant, masked, money, moneyOfFen, share } from './figures.js';

describe('figures', () => {
  it('shows money exactly, however large', () => {
    expect(money('305000.00')).toBe('¥305,000.00');
    expect(money('0')).toBe('¥0.00');
    expect(money('90071992547409931.07')).toBe('¥90,071,992,547,409,931.07');
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (fen) => {
        expect(fenOf(moneyOfFen(fen).replace(/[¥,]/g, '').replace('−', '-'))).toBe(fen);
      }),
    );
  });

  it('never shows more than seven characters of an ID number', () => {
    expect(masked('452226197805120034')).toBe('452***********0034');
    expect(masked('A1234567')).toBe('********');
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{1,20}$/), (number) =>
        expect(masked(number).replaceAll('*', '').length).toBeLessThanOrEqual(7),
      ),
    );
  });

  it('shows times of Shanghai, whatever the zone of the machine', () => {
    expect(instant('2020-03-04T18:02:31Z')).toBe('2020-03-05 02:02:31');
    expect(daysBetween('2020-02-28', '2020-03-01')).toBe(2);
  });

  it('writes case and account numbers as the trade does', () => {
    expect(caseNumber('(2015)合执字第123号')).toBe('（2015）合执字第123号');
    expect(accountNumber('6222021001122334455')).toBe('6222 0210 0112 2334 455');
  });

  it('gives a bar no length where there is no whole', () => {
    expect(share(5n, 0n)).toBe(0);
    expect(share(1n, 3n)).toBe(33.33);
  });
});
