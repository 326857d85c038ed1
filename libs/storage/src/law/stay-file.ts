import { z } from 'zod';
import { BARRABLE, STAY_KINDS, type StayKind, type StayRule } from '#enforcement/stays/stay.js';
import { readLawFile } from './law-file.js';

const stayFile = z
  .array(
    z.strictObject({
      kind: z.enum(STAY_KINDS),
      rule: z.string().regex(/^R7\.2-\d+$/),
      zh: z.string().min(1),
      bars: z.array(z.enum(BARRABLE)).min(1),
      maxMonths: z.int().min(1).max(120).optional(),
      afterServiceDays: z.int().min(1).max(366).optional(),
      authority: z.string().min(1),
      confidence: z.enum(['T', 'P', 'D', 'memory']),
    }),
  )
  .refine(
    (rows) => rows.length === STAY_KINDS.length && new Set(rows.map(({ kind }) => kind)).size === rows.length,
    'Name each kind of stay once.',
  );

/** config/law/stays.yaml. */
export function readStayRules(folder: string): ReadonlyMap<StayKind, StayRule> {
  return new Map(readLawFile(folder, 'stays.yaml', stayFile).map((row) => [row.kind, row]));
}
