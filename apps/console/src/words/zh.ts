import { app } from './zh/app.js';
import { assets } from './zh/assets.js';
import { audit } from './zh/audit.js';
import { cases } from './zh/cases.js';
import { findings } from './zh/findings.js';
import { freezes } from './zh/freezes.js';
import { fund } from './zh/fund.js';
import { orders } from './zh/orders.js';
import { parties } from './zh/parties.js';
import { problems } from './zh/problems.js';
import { stays } from './zh/stays.js';

/** Words of docs/glossary.md, page by page; a word has the page's name before the dot. Each page of en must have the same keys. */
export const zh = {
  ...app,
  ...problems,
  ...cases,
  ...orders,
  ...parties,
  ...assets,
  ...freezes,
  ...stays,
  ...fund,
  ...findings,
  ...audit,
} as const;

export type Word = keyof typeof zh;
export type Words = Readonly<Record<Word, string>>;
