import { describe, expect, it } from '@jest/globals';
import { type Fen, parseYuan } from '#enforcement/money.js';
import { countInWords, dayInFigures, dayInWords, grouped, yuanInWords } from './chinese-words.js';

describe('amounts and days as court papers write them', () => {
  it.each([
    ['0', '零元整'],
    ['0.05', '伍分'],
    ['0.50', '伍角'],
    ['10.05', '壹拾元零伍分'],
    ['305000.00', '叁拾万伍仟元整'],
    ['2642.50', '贰仟陆佰肆拾贰元伍角'],
    ['100005.21', '壹拾万零伍元贰角壹分'],
    ['1001000', '壹佰万壹仟元整'],
    ['10010', '壹万零壹拾元整'],
    ['100000001', '壹亿零壹元整'],
    ['120030400.07', '壹亿贰仟零叁万零肆佰元零柒分'],
    ['-5', '负伍元整'],
  ])('%s is %s', (yuan, words) => {
    expect(yuanInWords(parseYuan(yuan) as Fen)).toBe(words);
  });

  it('days are in words on a ruling and in figures in a text', () => {
    expect(dayInWords('2020-03-16')).toBe('二〇二〇年三月十六日');
    expect(dayInWords('2024-10-31')).toBe('二〇二四年十月三十一日');
    expect(dayInFigures('2020-03-06')).toBe('2020年3月6日');
    expect([1, 10, 20, 99].map(countInWords)).toEqual(['一', '十', '二十', '九十九']);
    expect([100, 105, 110, 120, 999].map(countInWords)).toEqual(['一百', '一百零五', '一百一十', '一百二十', '九百九十九']);
  });

  it('figures are grouped by thousands', () => {
    expect(['0.05', '999.00', '1000.00', '305000.00', '-1234567.89'].map(grouped)).toEqual([
      '0.05',
      '999.00',
      '1,000.00',
      '305,000.00',
      '-1,234,567.89',
    ]);
  });
});
