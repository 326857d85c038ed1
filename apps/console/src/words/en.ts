import { app } from './en/app.js';
import { assets } from './en/assets.js';
import { audit } from './en/audit.js';
import { cases } from './en/cases.js';
import { findings } from './en/findings.js';
import { freezes } from './en/freezes.js';
import { fund } from './en/fund.js';
import { orders } from './en/orders.js';
import { parties } from './en/parties.js';
import { problems } from './en/problems.js';
import { stays } from './en/stays.js';
import { type Words } from './zh.js';

export const en: Words = {
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
};
