import { describe, expect, it } from '@jest/globals';
import { type Fen, parseYuan } from '../money.js';
import { feeOn, type FeeTable, feeWithoutAmount, reckonFee } from './fees.js';
import { fraction } from './fraction.js';
import { preservationItem } from './preservation.js';

const yuan = (text: string) => parseYuan(text) as Fen;
const band = (above: string, base: string, perMille: bigint) => ({
  above: yuan(above),
  base: yuan(base),
  rate: fraction(perMille, 1000n),
});

const enforcement: FeeTable = {
  bands: [
    band('0', '50', 0n),
    band('10000', '50', 15n),
    band('500000', '7400', 10n),
    band('5000000', '52400', 5n),
    band('10000000', '77400', 1n),
  ],
};
const preservation: FeeTable = {
  bands: [band('0', '30', 0n), band('1000', '30', 10n), band('100000', '1020', 5n)],
  cap: yuan('5000'),
};

describe('fees', () => {
  it.each([
    ['R4.4-2', '1', '50'],
    ['R4.4-2', '10000', '50'],
    ['R4.4-3', '10000.01', '50'],
    ['R4.4-3', '10001', '50.02'],
    ['R4.4-3', '100000', '1400'],
    ['R4.4-3', '500000', '7400'],
    ['R4.4-4', '1000000', '12400'],
    ['R4.4-4', '5000000', '52400'],
    ['R4.4-5', '10000000', '77400'],
    ['R4.4-6', '20000000', '87400'],
  ])('%s for enforcing %s are %s', (_, amount, fee) => {
    expect(feeOn(yuan(amount), enforcement)).toBe(yuan(fee));
  });

  it.each([
    ['0', '30'],
    ['1000', '30'],
    ['50000', '520'],
    ['100000', '1020'],
    ['200000', '1520'],
    ['895999', '5000'],
    ['896000', '5000'],
    ['90000000', '5000'],
  ])('R4.4 for preserving %s are %s, and never above the cap', (amount, fee) => {
    expect(feeOn(yuan(amount), preservation)).toBe(yuan(fee));
  });

  it('R4.4-2 are the lowest band’s base where there is nothing above it', () => {
    const steep = [band('0', '10', 1000n), band('100', '200', 1000n)];
    expect(feeOn(yuan('0'), { bands: steep })).toBe(yuan('10'));
    expect(() => feeOn(yuan('1'), { bands: [] })).toThrow('at least one band');
  });

  it('R4.4-1 are set by the court between two limits where there is no amount', () => {
    const limits = { from: yuan('50'), to: yuan('500') };
    expect(feeWithoutAmount(yuan('500'), limits)).toBe(yuan('500'));
    expect(feeWithoutAmount(yuan('50'), limits)).toBe(yuan('50'));
    expect(feeWithoutAmount(yuan('49.99'), limits)).toBeUndefined();
    expect(feeWithoutAmount(yuan('500.01'), limits)).toBeUndefined();
  });

  it.each([
    ['R4.4-2', '8000', '50.00', 0],
    ['R4.4-3', '100000', '50.00 + (100000.00 − 10000.00) × 1.5%', 1],
    ['R4.4-5', '5000003', '52400.00 + (5000003.00 − 5000000.00) × 0.5%', 3],
  ])('%s can be checked by hand: on %s it is %s', (_, amount, formula, inBand) => {
    expect(reckonFee(yuan(amount), enforcement)).toMatchObject({ on: yuan(amount), formula, band: inBand });
  });

  it('R4.4 says where the cap has cut a preservation fee, and only there', () => {
    expect(reckonFee(yuan('2000000'), preservation)).toMatchObject({
      formula: '1020.00 + (2000000.00 − 100000.00) × 0.5%',
      amount: yuan('5000'),
      cappedAt: yuan('5000'),
    });
    expect(reckonFee(yuan('896000'), preservation).cappedAt).toBeUndefined();
    const whole = { bands: [band('0', '10', 10n)] };
    expect(reckonFee(yuan('300'), whole).formula).toBe('10.00 + 300.00 × 1%');
  });

  it('R4.4 puts the preservation fee among the costs the judgment awards', () => {
    const item = preservationItem(
      { id: 'f', label: '保全申请费', preserved: yuan('200000'), performBy: '2024-01-31' },
      preservation,
    );
    expect(item).toMatchObject({ kind: 'costs_awarded', amount: yuan('1520'), performBy: '2024-01-31' });
    expect(item.fee?.on).toBe(yuan('200000'));
  });
});
