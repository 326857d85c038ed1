import { z } from 'zod';
import { type LadderRule } from '#enforcement/terms/expiry-ladder.js';
import { type TermLaw } from '#enforcement/terms/term-law.js';
import { readLawFile } from './law-file.js';
import { rungsInFile } from './rungs.js';

const months = z.int().min(1).max(1_200);
const kind = z.enum(['deposit', 'movable', 'immovable_or_right']);

const termFile = z.strictObject({
  maxMonths: z.strictObject({ deposit: months, movable: months, immovable_or_right: months }),
  kindOf: z.record(z.string(), kind),
  otherwise: kind,
  renewal: z.strictObject({ windowOpensDays: z.int().min(1).max(366), renewByWorkingDays: z.int().min(0).max(60) }),
  ladder: rungsInFile(1),
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
