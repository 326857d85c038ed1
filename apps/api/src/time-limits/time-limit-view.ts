import { z } from 'zod';
import { STAY_KINDS } from '#enforcement/stays/stay.js';
import { standingOf, TIME_LIMITS } from '#enforcement/time-limits/time-limit.js';
import { type TimeLimitRow } from '#storage/time-limits/open-time-limits.js';
import { date, id } from '../openapi/fields.js';

export const timeLimitView = z.strictObject({
  id: id.meta({ description: 'Of the objection or the stay' }),
  kind: z.enum(TIME_LIMITS),
  caseId: id,
  caseNumber: z.string(),
  judgeId: z.string(),
  from: date,
  lastDay: date,
  standing: z.enum(['running', 'last_day', 'passed']),
  institution: z.string().optional().meta({ description: 'Whose objection it is' }),
  stayKind: z.enum(STAY_KINDS).optional(),
  alarm: z.boolean().meta({ description: 'Somebody must act now; it stays until the act is done' }),
  acknowledged: z.boolean().meta({ description: 'Somebody has said that they know of every warning so far' }),
  warnings: z.array(
    z.strictObject({
      days: z.int().meta({ description: 'Before the last day; below zero after it' }),
      dueOn: date,
      tell: z.array(z.string()),
      alarm: z.boolean(),
      acknowledgedBy: z.string().nullable(),
    }),
  ),
});

export function viewOfTimeLimit(row: TimeLimitRow, today: string): z.input<typeof timeLimitView> {
  return {
    id: row.id,
    kind: row.kind,
    caseId: row.case_id,
    caseNumber: row.case_number,
    judgeId: row.judge_id,
    from: row.from_date,
    lastDay: row.last_day,
    standing: standingOf(row.last_day, today),
    ...(row.institution === null ? {} : { institution: row.institution }),
    ...(row.stay_kind === null ? {} : { stayKind: row.stay_kind }),
    alarm: row.warnings.some(({ alarm }) => alarm),
    acknowledged: row.warnings.length > 0 && row.warnings.every(({ acknowledgedBy }) => acknowledgedBy !== null),
    warnings: row.warnings.map((one) => ({ ...one, tell: [...one.tell] })),
  };
}
