import { z } from 'zod';

/** Whom a ladder tells, so many days before an end; `earliest` below zero where it goes on after it. */
export function rungsInFile(earliest: number) {
  const rung = z.strictObject({
    days: z.int().min(earliest).max(366),
    tell: z.array(z.enum(['clerk', 'judge', 'approver', 'operator'])).min(1),
    alarm: z.boolean(),
  });
  return z
    .array(rung)
    .min(1)
    .refine((rungs) => new Set(rungs.map(({ days }) => days)).size === rungs.length, 'Name each day once.');
}
