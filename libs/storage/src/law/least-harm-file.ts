import { z } from 'zod';
import { ACCOUNT_MARKS, type RemarkWords } from '#enforcement/budget/account-marks.js';
import { type LeastHarmOrder } from '#enforcement/budget/least-harm.js';
import { type SharesRule } from '#enforcement/budget/listed-shares.js';
import { type TopUpRule } from '#enforcement/budget/top-up.js';
import { type Fen, parseYuan } from '#enforcement/money.js';
import { readLawFile } from './law-file.js';

const yuan = z.string('Write the amount in quotes, such as "100.00".').transform((text, context): Fen => {
  const amount = parseYuan(text);
  if (amount !== undefined && amount >= 0n) return amount;
  context.addIssue({ code: 'custom', message: 'Write an amount in yuan, such as "100.00".' });
  return z.NEVER;
});
const words = z.array(z.string().min(1)).min(1).optional();
const condition = z.strictObject({ classes: words, statuses: words, marks: z.array(z.enum(ACCOUNT_MARKS)).min(1).optional() });
const group = z.strictObject({
  name: z.string().min(1),
  because: z.string().min(1),
  when: z.union([condition, z.array(condition).min(1)]),
});
const remarkWords = z.array(z.string().min(1)).default([]);

const leastHarmFile = z
  .strictObject({
    groups: z.array(group).min(1),
    otherwise: z.string(),
    remarkWords: z.strictObject({ salary_fed: remarkWords, joint: remarkWords, operating: remarkWords }),
    leastCap: yuan,
    leastTopUp: yuan,
    shares: z.strictObject({ fluctuationPercent: z.int().min(0).max(100) }),
  })
  .refine(({ groups, otherwise }) => groups.some(({ name }) => name === otherwise), {
    path: ['otherwise'],
    message: 'Name one of the groups.',
  });

export interface FreezeBudgetRules {
  readonly order: LeastHarmOrder;
  readonly remarkWords: RemarkWords;
  readonly leastCapFen: Fen;
  readonly topUp: TopUpRule;
  readonly shares: SharesRule;
}

/** config/law/least-harm.yaml. */
export function readFreezeBudgetRules(folder: string): FreezeBudgetRules {
  const { groups, otherwise, remarkWords, leastCap, leastTopUp, shares } = readLawFile(folder, 'least-harm.yaml', leastHarmFile);
  return {
    order: { groups, otherwise },
    remarkWords,
    leastCapFen: leastCap,
    topUp: { leastFen: leastTopUp },
    shares: { fluctuationPercent: BigInt(shares.fluctuationPercent) },
  };
}
