import { describe, expect, it } from '@jest/globals';
import { articleOn } from './articles-in-force.js';

describe('the article a paper cites', () => {
  it.each([
    ['2020-03-16', 'deposits', '第二百四十二条'],
    ['2021-12-31', 'deposits', '第二百四十二条'],
    ['2022-01-01', 'deposits', '第二百四十九条'],
    ['2023-12-31', 'deposits', '第二百四十九条'],
    ['2024-01-01', 'deposits', '第二百五十三条'],
    ['2014-12-31', 'terms', '第二十九条'],
    ['2020-03-16', 'terms', '第四百八十七条'],
    ['2024-05-01', 'terms', '第四百八十五条'],
    ['2020-12-31', 'excess', '第二十一条'],
    ['2021-01-01', 'excess', '第十九条'],
    ['2020-12-31', 'release', '第三十一条'],
    ['2021-01-01', 'release', '第二十八条'],
  ] as const)('R1.1-1, R2.4-1: on %s is, for %s, that of its day: %s', (day, subject, article) => {
    expect(articleOn(day, subject)).toMatch(new RegExp(`》${article}$`));
  });
});
