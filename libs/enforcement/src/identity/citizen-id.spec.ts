import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkCitizenId, citizenIdForms } from './citizen-id.js';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`, 'u'));
const division = fc.integer({ min: 110000, max: 829999 }).map(String);
const birth = (from: string, to: string) =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));

const oldForm = fc
  .tuple(division, birth('1900-01-01', '1999-12-31'), fc.integer({ min: 1, max: 995 }))
  .map(([place, day, sequence]) => `${place}${day.slice(2)}${String(sequence).padStart(3, '0')}`);

function valid(raw: string) {
  const result = checkCitizenId(raw);
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}
const newForm = oldForm.map((old) => String(citizenIdForms(valid(old))[0]));

describe('citizen ID (GB 11643, R10.2)', () => {
  it('accepts the published sample, in any width and case', () => {
    for (const written of [
      '11010519491231002X',
      '11010519491231002x',
      '１１０１０５１９４９１２３１００２Ｘ',
      ' 110105 19491231 002X ',
    ]) {
      expect(checkCitizenId(written)).toEqual({ ok: true, value: '11010519491231002X', warnings: [] });
    }
  });

  it.each([
    ['', 'citizen-id.form'],
    ['1101051949123100', 'citizen-id.form'],
    ['X1010519491231002X', 'citizen-id.form'],
    ['110105194913310021', 'citizen-id.birth-date'],
    ['110105190002290023', 'citizen-id.birth-date'],
    ['110105491331002', 'citizen-id.birth-date'],
    ['110105194912310021', 'citizen-id.check-digit'],
  ])('says of %j: %s', (written, code) => {
    expect(checkCitizenId(written)).toMatchObject({ ok: false, problem: { code } });
  });

  it('asks for both forms of a number of the last century, the 18-character one first', () => {
    expect(citizenIdForms(valid('11010519491231002X'))).toEqual(['11010519491231002X', '110105491231002']);
    expect(citizenIdForms(valid('110105491231002'))).toEqual(['11010519491231002X', '110105491231002']);
  });

  it('knows no old form for people born in this century, and reads 996 to 999 as born before 1900', () => {
    const bornIn2004 = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X']
      .map((last) => checkCitizenId(`45138120040229001${last}`))
      .filter((result) => result.ok);
    expect(bornIn2004).toHaveLength(1);
    expect(bornIn2004.map((result) => citizenIdForms(result.value).length)).toEqual([1]);
    expect(citizenIdForms(valid('110105881231997'))[0]).toMatch(/^11010518881231997/u);
  });

  it('finds the same forms from either form', () => {
    fc.assert(
      fc.property(oldForm, (old) => {
        const forms = citizenIdForms(valid(old));
        expect(forms).toHaveLength(2);
        for (const form of forms) expect(citizenIdForms(valid(form))).toEqual(forms);
      }),
    );
  });

  it('never accepts one wrong digit or two neighbours swapped', () => {
    fc.assert(
      fc.property(newForm, fc.nat(16), digits(1), (id, at, digit) => {
        const wrong = id.slice(0, at) + digit + id.slice(at + 1);
        const swapped = id.slice(0, at) + id.charAt(at + 1) + id.charAt(at) + id.slice(at + 2);
        if (wrong !== id) expect(checkCitizenId(wrong).ok).toBe(false);
        if (swapped !== id) expect(checkCitizenId(swapped).ok).toBe(false);
      }),
    );
  });

  it('never repeats the number in what it says', () => {
    fc.assert(
      fc.property(digits(18), (id) => {
        const result = checkCitizenId(id);
        if (!result.ok) expect(result.problem.message).not.toContain(id);
      }),
    );
  });
});
