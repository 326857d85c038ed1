type Version = readonly [from: string, article: string];

/**
 * The articles a paper cites, under the numbers in force on its own day: the laws were renumbered, and a ruling of 2020 does not know the
 * numbers of 2024. The newest first.
 */
const ARTICLES = {
  /** Inquire, freeze, deduct deposits (R1.1-1). */
  deposits: [
    ['2024-01-01', '《中华人民共和国民事诉讼法》第二百五十三条'],
    ['2022-01-01', '《中华人民共和国民事诉讼法》第二百四十九条'],
    ['', '《中华人民共和国民事诉讼法》第二百四十二条'],
  ],
  /** Seal other property. */
  property: [
    ['2024-01-01', '《中华人民共和国民事诉讼法》第二百五十五条'],
    ['2022-01-01', '《中华人民共和国民事诉讼法》第二百五十一条'],
    ['', '《中华人民共和国民事诉讼法》第二百四十四条'],
  ],
  /** How long a measure may last (R2.1-1 to R2.1-3). */
  terms: [
    ['2022-04-10', '《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十五条'],
    ['2015-02-04', '《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十七条'],
    ['', '《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十九条'],
  ],
  /** Release what exceeds the debt (R2.4-1). */
  excess: [
    ['2021-01-01', '《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第十九条'],
    ['', '《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十一条'],
  ],
  /** Release for every other cause (R2.4-4). */
  release: [
    ['2021-01-01', '《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十八条'],
    ['', '《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第三十一条'],
  ],
} as const satisfies Record<string, readonly Version[]>;

export function articleOn(day: string, subject: keyof typeof ARTICLES): string {
  const versions: readonly Version[] = ARTICLES[subject];
  return versions.find(([from]) => from <= day)?.[1] ?? '';
}
