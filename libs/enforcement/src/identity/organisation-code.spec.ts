import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkOrganisationCode } from './organisation-code.js';

const bodies = fc.stringMatching(/^[\dA-Z]{8}$/u);
const fitting = bodies.map((body) =>
  [...'0123456789X'].map((last) => body + last).filter((code) => checkOrganisationCode(code).ok),
);

describe('organisation code (GB 11714, R10.1)', () => {
  it.each(['71526726X', '71526726-x', 'M000100Y4', '７９９６５５０５－８'])(
    'accepts %s, the "-" of the certificate or none',
    (written) => {
      expect(checkOrganisationCode(written)).toMatchObject({ ok: true, warnings: [] });
    },
  );

  it('gives one value for both spellings', () => {
    expect(checkOrganisationCode('79965505-8')).toEqual(checkOrganisationCode('799655058'));
  });

  it.each([
    ['7152672', 'organisation-code.form'],
    ['7152-6726X', 'organisation-code.form'],
    ['71526726A', 'organisation-code.form'],
    ['715267261', 'organisation-code.check-digit'],
  ])('says of %s: %s', (written, code) => {
    expect(checkOrganisationCode(written)).toMatchObject({ ok: false, problem: { code } });
  });

  it('has exactly one check character for every body', () => {
    fc.assert(fc.property(fitting, (codes) => expect(codes).toHaveLength(1)));
  });

  it('never accepts one wrong digit', () => {
    const codes = fc
      .stringMatching(/^\d{8}$/u)
      .map((body) => [...'0123456789X'].map((last) => body + last).find((code) => checkOrganisationCode(code).ok) ?? '');
    fc.assert(
      fc.property(codes, fc.nat(7), fc.nat(9), (code, at, digit) => {
        const wrong = code.slice(0, at) + String(digit) + code.slice(at + 1);
        if (wrong !== code) expect(checkOrganisationCode(wrong).ok).toBe(false);
      }),
    );
  });
});
