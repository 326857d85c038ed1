import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseKinds, caseNumberParts, checkCaseNumber } from './case-number.js';

function parts(written: string) {
  const result = checkCaseNumber(written);
  if (!result.ok) throw new Error(result.problem.code);
  return caseNumberParts(result.value);
}

describe('case number (法〔2015〕137号, R5.4)', () => {
  it.each([
    ['（2020）桂1381执恢12号', { style: 'new', year: 2020, court: '桂1381', kind: 'resumed', serial: '12' }],
    ['（2019）粤07执保8号之一', { style: 'new', year: 2019, court: '粤07', kind: 'preservation_enforcement', serial: '8' }],
    ['（2021）最高法执监77号', { style: 'new', year: 2021, court: '最高法', kind: 'supervision', serial: '77' }],
    ['（2022）桂1381财保3号', { style: 'new', year: 2022, court: '桂1381', kind: 'preservation_ruling', serial: '3' }],
    ['（2015）合执字第00123号', { style: 'old', year: 2015, court: '合', kind: 'enforcement', serial: '00123' }],
    ['（2011）宁执字第00003号', { style: 'old', year: 2011, court: '宁', kind: 'enforcement', serial: '00003' }],
    ['（2012）穗中法执恢字第5-1号', { style: 'old', year: 2012, court: '穗中法', kind: 'resumed', serial: '5-1' }],
    ['（2009）深中法恢执字第5号', { style: 'old', year: 2009, court: '深中法', kind: 'resumed', serial: '5' }],
    ['（2010）合执一字第5号', { style: 'old', year: 2010, court: '合', kind: 'enforcement', serial: '5' }],
    ['（2013）执监字第49号', { style: 'old', year: 2013, court: '', kind: 'supervision', serial: '49' }],
  ])('reads %s', (written, expected) => {
    expect(checkCaseNumber(written)).toEqual({ ok: true, value: written, warnings: [] });
    expect(parts(written)).toEqual(expected);
  });

  it.each(['(2020)桂1381执123号', '（２０２０）桂１３８１执１２３号', '〔2020〕桂1381执123号', '[2020] 桂1381 执 123 号'])(
    'writes %s in the one canonical way',
    (written) => expect(checkCaseNumber(written)).toMatchObject({ ok: true, value: '（2020）桂1381执123号' }),
  );

  it.each([
    ['（2015）桂1381执123号', 'case-number.new-style-before-2016'],
    ['（2016）合执字第123号', 'case-number.old-style-since-2016'],
  ])('accepts %s with the warning %s', (written, code) => {
    expect(checkCaseNumber(written)).toMatchObject({ ok: true, value: written, warnings: [{ code }] });
  });

  it.each([
    ['', 'case-number.form'],
    ['2020桂1381执123号', 'case-number.form'],
    ['（2020）桂1381执123', 'case-number.form'],
    ['（2020）桂1381执0123号', 'case-number.form'],
    ['（2020）桂138执123号', 'case-number.form'],
    ['（2020）京港1381执123号', 'case-number.form'],
    ['（2020）桂1381民初123号', 'case-number.kind'],
    ['（2014）合民初字第123号', 'case-number.kind'],
  ])('says of %j: %s', (written, code) => {
    expect(checkCaseNumber(written)).toMatchObject({ ok: false, problem: { code } });
  });

  it('reads every kind in both styles, and what it writes it reads again unchanged', () => {
    const kinds = Object.keys(caseKinds) as (keyof typeof caseKinds)[];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.boolean(), fc.integer({ min: 1, max: 99_999 }), (kind, isNew, serial) => {
        const written = isNew ? `(2018)桂13${kind}${serial}号` : `(2013)来${kind}字第${serial}号`;
        const result = checkCaseNumber(written);
        expect(result).toMatchObject({ ok: true, warnings: [] });
        if (!result.ok) return;
        expect(checkCaseNumber(result.value)).toEqual(result);
        expect(caseNumberParts(result.value)).toMatchObject({
          kind: caseKinds[kind],
          serial: String(serial),
          style: isNew ? 'new' : 'old',
        });
      }),
    );
  });
});
