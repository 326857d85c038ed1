import { describe, expect, it } from '@jest/globals';
import { articleInChinese } from './statement-paper.js';

describe('a source of law on a Chinese paper', () => {
  it.each([
    ['法释〔2014〕8号 art. 1(3)', '法释〔2014〕8号第1条第3款'],
    ['CPL 2023 art. 264; 法释〔2014〕8号 art. 1(3)', '民事诉讼法第264条；法释〔2014〕8号第1条第3款'],
    ['CPL Interp. art. 508', '民诉法解释第508条'],
    ['诉讼费用交纳办法 arts. 14, 20, 38', '诉讼费用交纳办法第14、20、38条'],
  ])('%s is written %s', (article, chinese) => {
    expect(articleInChinese(article)).toBe(chinese);
  });
});
