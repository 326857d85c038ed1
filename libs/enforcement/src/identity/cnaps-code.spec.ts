import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkCnapsCode } from './cnaps-code.js';

const known = ['102100099996', '103100000026', '104100000004', '105100000017', '308584000013', '403100000004', '313100000013'];

describe('bank code (CNAPS, MOD 11,10, R10.4)', () => {
  it.each(known)('accepts the head-office code %s', (code) => {
    expect(checkCnapsCode(code)).toEqual({ ok: true, value: code, warnings: [] });
  });

  it.each([
    ['10210009999', 'cnaps-code.form'],
    ['1021000999960', 'cnaps-code.form'],
    ['10210009999X', 'cnaps-code.form'],
    ['102100099995', 'cnaps-code.check-digit'],
  ])('says of %s: %s', (written, code) => {
    expect(checkCnapsCode(written)).toMatchObject({ ok: false, problem: { code } });
  });

  it('has exactly one check digit for every body, and never accepts one wrong digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{11}$/u), fc.nat(10), fc.nat(9), (body, at, digit) => {
        const codes = [...'0123456789'].map((last) => body + last).filter((code) => checkCnapsCode(code).ok);
        expect(codes).toHaveLength(1);
        const [code = ''] = codes;
        const wrong = code.slice(0, at) + String(digit) + code.slice(at + 1);
        if (wrong !== code) expect(checkCnapsCode(wrong).ok).toBe(false);
      }),
    );
  });
});
