import { z } from 'zod';
import { TIME_LIMITS, type TimeLimitKind, type TimeLimitRule } from '#enforcement/time-limits/time-limit.js';
import { readLawFile } from './law-file.js';
import { rungsInFile } from './rungs.js';

const timeLimitFile = z
  .array(
    z.strictObject({
      kind: z.enum(TIME_LIMITS),
      rule: z.string().regex(/^R\d+\.\d+-\d+$/),
      zh: z.string().min(1),
      authority: z.string().min(1),
      days: z.int().min(1).max(366).optional(),
      confidence: z.enum(['T', 'P', 'D', 'memory']),
      rungs: rungsInFile(-366),
    }),
  )
  .refine(
    (rows) => rows.length === TIME_LIMITS.length && new Set(rows.map(({ kind }) => kind)).size === rows.length,
    'Name each time limit once.',
  )
  .refine((rows) => rows.every(({ kind, days }) => kind !== 'objection_answer' || days !== undefined), {
    message: 'Say how many days the court has to answer an objection.',
  });

export type TimeLimitRules = ReadonlyMap<TimeLimitKind, TimeLimitRule>;

/** config/law/time-limits.yaml. */
export function readTimeLimits(folder: string): TimeLimitRules {
  return new Map(readLawFile(folder, 'time-limits.yaml', timeLimitFile).map((row) => [row.kind, row]));
}
