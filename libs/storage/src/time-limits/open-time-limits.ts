import { type StayKind } from '#enforcement/stays/stay.js';
import { type TimeLimitKind } from '#enforcement/time-limits/time-limit.js';
import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';

export interface TimeLimitWarning {
  readonly days: number;
  readonly dueOn: CalendarDate;
  readonly tell: readonly ('clerk' | 'judge' | 'approver' | 'operator')[];
  readonly alarm: boolean;
  readonly acknowledgedBy: string | null;
}

export interface TimeLimitRow {
  /** The objection or the stay. */
  readonly id: string;
  readonly kind: TimeLimitKind;
  readonly case_id: string;
  readonly case_number: string;
  readonly judge_id: string;
  readonly from_date: CalendarDate;
  readonly last_day: CalendarDate;
  readonly institution: string | null;
  readonly stay_kind: StayKind | null;
  /** The earliest rung first. */
  readonly warnings: readonly TimeLimitWarning[];
}

export interface TimeLimitFilter {
  readonly ids?: readonly string[] | undefined;
  readonly caseIds?: readonly string[] | undefined;
  /** Only those ending on this day or before. */
  readonly until?: CalendarDate | undefined;
  readonly alarm?: boolean | undefined;
  readonly acknowledged?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const RUNNING = `select id, 'objection_answer' as kind, case_id, received_on as from_date, answer_by as last_day, institution, null as stay_kind
     from objection where state = 'open'
   union all
   select id, 'stay_end', case_id, from_date, until_date, null, kind from case_stay where ended_on is null and until_date is not null`;

/** Time limits that run or have passed without the act, by their last day; one more than `limit` where there are more. */
export async function openTimeLimits(tx: Queryable, filter: TimeLimitFilter): Promise<TimeLimitRow[]> {
  const { rows } = await tx.query<TimeLimitRow>(
    `select t.id, t.kind, t.case_id, coalesce(c.resumed_number, c.case_number) as case_number, c.judge_id, t.from_date, t.last_day, t.institution,
       t.stay_kind, w.warnings
     from (${RUNNING}) t join enforcement_case c on c.id = t.case_id and c.state <> 'closed'
     join lateral (
       select coalesce(bool_or(alarm), false) as alarm, bool_and(acknowledged_at is not null) as acknowledged,
         coalesce(json_agg(json_build_object('days', days, 'dueOn', due_on, 'tell', tell, 'alarm', alarm, 'acknowledgedBy', acknowledged_by)
           order by days desc), '[]') as warnings
       from time_limit_warning where subject_id = t.id and last_day = t.last_day) w on true
     where ($1::uuid[] is null or t.id = any($1)) and ($2::uuid[] is null or t.case_id = any($2)) and ($3::date is null or t.last_day <= $3)
       and ($4::boolean is null or w.alarm = $4) and ($5::boolean is null or w.acknowledged = $5)
       and ($6::uuid is null or (t.last_day, t.id) > (select last_day, id from (${RUNNING}) seen where id = $6))
     order by t.last_day, t.id limit $7`,
    [
      ...[filter.ids ?? null, filter.caseIds ?? null, filter.until ?? null, filter.alarm ?? null, filter.acknowledged ?? null],
      ...[filter.cursor ?? null, filter.limit + 1],
    ],
  );
  return rows;
}

/**
 * A person says that they know of a time limit: the warnings up to now. What comes later is told again, and an alarm stays an alarm until the act
 * is done. Returns how many warnings. The caller holds the case.
 */
export async function acknowledgeTimeLimit(
  tx: Queryable,
  { id, kind, case_id: caseId, last_day: lastDay }: TimeLimitRow,
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<number> {
  const { rows } = await tx.query<{ days: number }>(
    `update time_limit_warning set acknowledged_by = $3, acknowledged_at = $4, acknowledgement = $5
     where subject_id = $1 and last_day = $2 and acknowledged_at is null returning days`,
    [id, lastDay, actor.id, at.machine, reason],
  );
  if (rows.length === 0) return 0;
  const days = rows.map((row) => row.days).sort((one, other) => other - one);
  await appendEvents(tx, [{ kind: 'time_limit.acknowledged', caseId, subjectId: id, actor: actor.id, data: { kind, days } }], at);
  const subject = { kind: 'time_limit', id };
  await appendAudit(tx, { actor, act: 'acknowledge_time_limit', caseId, subject, reason, facts: { kind, lastDay, days } }, at);
  return rows.length;
}
