import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparableName, isSameName } from './party-name.js';

describe('names compared exactly (R1.8-14)', () => {
  it.each([
    ['广西合山煤业有限责任公司（筹）', '广西合山煤业有限责任公司(筹)'],
    ['阿布都热合曼·买买提', '阿布都热合曼•买买提'],
    ['阿布都热合曼·买买提', '阿布都热合曼．买买提'],
    ['阿布都热合曼·买买提', '阿布都热合曼 ・ 买买提'],
    ['韦 某 某', '韦某某'],
    ['　韦某某\u200b', '韦某某'],
    ['ＡＢＢ（中国）有限公司', 'ABB (中国) 有限公司'],
    ['Siemens  Ltd.', 'Siemens Ltd.'],
  ])('%j is %j', (one, other) => {
    expect(isSameName(one, other)).toBe(true);
  });

  it.each([
    ['韦某某', '韦某'],
    ['Siemens Ltd.', 'SIEMENS LTD.'],
    ['New Land', 'Newland'],
    ['阿布都热合曼买买提', '阿布都热合曼·买买提'],
  ])('%j is not %j', (one, other) => {
    expect(isSameName(one, other)).toBe(false);
  });

  it('is settled after one pass', () => {
    const names = fc
      .array(fc.constantFrom('韦', '某', '·', '・', '.', ' ', '　', '（', ')', 'A', 'b', '\u200b'))
      .map((parts) => parts.join(''));
    fc.assert(fc.property(names, (name) => expect(comparableName(comparableName(name))).toBe(comparableName(name))));
  });
});
