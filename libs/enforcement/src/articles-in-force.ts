import { type CalendarDate } from './watch/half-year-slots.js';

/** What a paper of ours cites an article for. */
export const CITED_FOR = ['deposits', 'property', 'terms', 'excess', 'release'] as const;
export type CitedFor = (typeof CITED_FOR)[number];

/** An article under one of its numbers, from the day on which the law that gives it came into force; of the oldest no day is asked. */
export interface ArticleVersion {
  readonly from?: CalendarDate | undefined;
  readonly article: string;
}

/** config/law/articles.yaml, the newest version of each first. */
export type ArticlesInForce = Readonly<Record<CitedFor, readonly ArticleVersion[]>>;

/**
 * The articles under the numbers in force on a paper's own day: the laws were renumbered, and a ruling of 2020 does not know the numbers of 2024
 * (R1.1-1, R2.1-1, R2.4-1, R2.4-4).
 */
export function articlesOn(day: CalendarDate, all: ArticlesInForce): Readonly<Record<CitedFor, string>> {
  const on = (subject: CitedFor) => all[subject].find(({ from }) => from === undefined || from <= day)?.article ?? '';
  return { deposits: on('deposits'), property: on('property'), terms: on('terms'), excess: on('excess'), release: on('release') };
}
