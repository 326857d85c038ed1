import { z } from 'zod';
import { readLawFile } from './law-file.js';

const KEPT_ROWS = ['case', 'audit'] as const;
export type KeptRows = (typeof KEPT_ROWS)[number];

const retentionFile = z
  .array(
    z
      .strictObject({
        rows: z.enum(KEPT_ROWS),
        rule: z.string().regex(/^R\d+\.\d+-\d+$/),
        zh: z.string().min(1),
        years: z.int().min(1).max(100),
        atLeast: z.int().min(1).max(100),
        authority: z.string().min(1),
        confidence: z.enum(['T', 'P', 'D', 'memory']),
      })
      .refine(({ years, atLeast }) => years >= atLeast, {
        path: ['years'],
        message: 'Keep them at least as long as atLeast says.',
      }),
  )
  .refine((all) => all.length === KEPT_ROWS.length && new Set(all.map(({ rows }) => rows)).size === all.length, {
    message: 'Say once how long the rows of cases stay, and once how long the audit does.',
  });

export type Retention = ReadonlyMap<KeptRows, { readonly years: number; readonly rule: string }>;

/** config/law/retention.yaml: years after the closing of a case. */
export function readRetention(folder: string): Retention {
  return new Map(readLawFile(folder, 'retention.yaml', retentionFile).map((row) => [row.rows, row]));
}
