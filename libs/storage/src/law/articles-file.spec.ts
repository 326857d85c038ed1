import { describe, expect, it } from '@jest/globals';
import { articlesOn } from '#enforcement/articles-in-force.js';
import { readArticles } from './articles-file.js';

// The folder may be another one for a moment: test/law/mutate.mjs changes each value.
const articles = readArticles(process.env['LAW_DIR'] ?? 'config/law');

describe('the article a paper cites', () => {
  it.each([
    ['2020-03-16', 'deposits', '第二百四十二条'],
    ['2021-12-31', 'deposits', '第二百四十二条'],
    ['2022-01-01', 'deposits', '第二百四十九条'],
    ['2023-12-31', 'deposits', '第二百四十九条'],
    ['2024-01-01', 'deposits', '第二百五十三条'],
    ['2021-12-31', 'property', '第二百四十四条'],
    ['2022-01-01', 'property', '第二百五十一条'],
    ['2023-12-31', 'property', '第二百五十一条'],
    ['2024-01-01', 'property', '第二百五十五条'],
    ['2014-12-31', 'terms', '第二十九条'],
    ['2015-02-03', 'terms', '第二十九条'],
    ['2015-02-04', 'terms', '第四百八十七条'],
    ['2022-04-09', 'terms', '第四百八十七条'],
    ['2022-04-10', 'terms', '第四百八十五条'],
    ['2024-05-01', 'terms', '第四百八十五条'],
    ['2020-12-31', 'excess', '第二十一条'],
    ['2021-01-01', 'excess', '第十九条'],
    ['2020-12-31', 'release', '第三十一条'],
    ['2021-01-01', 'release', '第二十八条'],
  ] as const)('R1.1-1, R2.4-1: on %s is, for %s, that of its day: %s', (day, subject, article) => {
    expect(articlesOn(day, articles)[subject]).toMatch(new RegExp(`》${article}$`));
  });

  it('R1.1-1 R2.4-1: is of the law that has it', () => {
    const on = articlesOn('2026-11-26', articles);
    const law = (article: string) => article.split('第')[0];
    expect([on.deposits, on.property].map(law)).toEqual(Array(2).fill('《中华人民共和国民事诉讼法》'));
    expect([on.excess, on.release].map(law)).toEqual(
      Array(2).fill('《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》'),
    );
    expect(law(on.terms)).toBe('《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》');
  });
});
