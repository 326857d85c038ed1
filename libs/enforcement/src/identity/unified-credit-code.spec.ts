import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkUnifiedCreditCode, organisationCodeWithin } from './unified-credit-code.js';

const known = ['91350100M000100Y43', '91330100799655058B', '9144030071526726XG'];
const characters = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];

describe('unified social credit code (GB 32100, R10.1)', () => {
  it.each(known)('accepts %s, also in lower case and full width', (code) => {
    const fullWidth = [...code].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('');
    for (const written of [code, code.toLowerCase(), fullWidth, ` ${code.slice(0, 8)} ${code.slice(8)}`]) {
      expect(checkUnifiedCreditCode(written)).toEqual({ ok: true, value: code, warnings: [] });
    }
  });

  it.each([
    ['91350100M000100Y4', 'unified-credit-code.form'],
    ['91350100I000100Y43', 'unified-credit-code.form'],
    ['91350100M000100Y44', 'unified-credit-code.check-digit'],
    ['91350100M000100Y53', 'unified-credit-code.organisation-digit'],
    ['450000200001234', 'unified-credit-code.form'],
  ])('says of %s: %s', (written, code) => {
    expect(checkUnifiedCreditCode(written)).toMatchObject({ ok: false, problem: { code } });
  });

  it('checks the digit inside even where the last one fits', () => {
    const inner = '91350100M000100Y5';
    expect(characters.map((last) => checkUnifiedCreditCode(inner + last)).every((result) => !result.ok)).toBe(true);
  });

  it('never accepts one wrong character', () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(17), fc.constantFrom(...characters), (code, at, character) => {
        const wrong = code.slice(0, at) + character + code.slice(at + 1);
        if (wrong !== code) expect(checkUnifiedCreditCode(wrong).ok).toBe(false);
      }),
    );
  });

  it('holds the old organisation code', () => {
    const result = checkUnifiedCreditCode('9144030071526726XG');
    expect(result.ok && organisationCodeWithin(result.value)).toBe('71526726X');
  });
});
