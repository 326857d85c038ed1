import { z } from 'zod';
import { type LadderRule } from '#enforcement/terms/expiry-ladder.js';
import { type TermLaw } from '#enforcement/terms/term-law.js';
import { readLawFile } from './law-file.js';

const months = z.int().min(1).max(1_200);
const kind = z.enum(['deposit', 'movable', 'immovable_or_right']);
const rung = z.strictObject({
  days: z.int().min(1).max(366),
  tell: z.array(z.enum(['clerk', 'judge', 'approver', 'operator'])).min(1),
  alarm: z.boolean(),
});

const termFile = z.strictObject({
  maxMonths: z.strictObject({ deposit: months, movable: months, immovable_or_right: months }),
  kindOf: z.record(z.string(), kind),
  otherwise: kind,
  renewal: z.strictObject({ windowOpensDays: z.int().min(1).max(366), renewByWorkingDays: z.int().min(0).max(60) }),
  ladder: z
    .array(rung)
    .min(1)
    .refine((rungs) => new Set(rungs.map(({ days }) => days)).size === rungs.length, 'Name each day once.'),
});

export interface Terms {
  readonly law: TermLaw;
  readonly ladder: LadderRule;
}

/** config/law/terms.yaml. */
export function readTerms(folder: string): Terms {
  const { maxMonths, kindOf, otherwise, renewal, ladder } = readLawFile(folder, 'terms.yaml', termFile);
  return { law: { maxMonths, kindOf, otherwise }, ladder: { ...renewal, rungs: ladder } };
}
