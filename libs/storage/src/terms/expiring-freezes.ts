import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';

export interface ExpiringRow {
  readonly id: string;
  readonly case_id: string;
  readonly case_number: string;
  readonly judge_id: string;
  readonly institution: string;
  readonly kind: 'account' | 'asset';
  readonly cap_fen: bigint;
  readonly caught_fen: bigint;
  readonly until_date: string;
  readonly ends_at: Date;
  readonly renew_by: string;
  readonly alarm: boolean;
  readonly renewal: 'none' | 'awaiting_approval' | 'on_the_way';
  readonly warnings: readonly {
    readonly days: number;
    readonly dueOn: string;
    readonly tell: readonly string[];
    readonly alarm: boolean;
    readonly acknowledgedBy: string | null;
  }[];
}

export interface ExpiringFilter {
  readonly caseId?: string | undefined;
  readonly alarm?: boolean | undefined;
  readonly acknowledged?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Freezes and seals whose end is near, by end; one more than `limit` where there are more. The cursor is the id of the last one seen. */
export async function expiringFreezes(tx: Queryable, filter: ExpiringFilter): Promise<ExpiringRow[]> {
  const { rows } = await tx.query<ExpiringRow>(
    `select f.id, f.case_id, coalesce(c.resumed_number, c.case_number) as case_number, c.judge_id, f.institution, f.kind, f.cap_fen,
       f.caught_fen, f.until_date, f.ends_at, w.renew_by, w.alarm, w.warnings,
       case
         when exists (select from request r where r.case_id = f.case_id and r.measure = 'renew' and r.state = 'open'
                      and r.task ->> 'freezeRequestId' = f.id::text) then 'on_the_way'
         when exists (select from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
                      where o.case_id = f.case_id and o.measure = 'renew' and o.state in ('draft', 'awaiting_approval')
                      and t.target -> 'task' ->> 'freezeRequestId' = f.id::text) then 'awaiting_approval'
         else 'none' end as renewal
     from account_freeze f join enforcement_case c on c.id = f.case_id
     join lateral (
       select min(renew_by) as renew_by, bool_or(alarm) as alarm, bool_and(acknowledged_at is not null) as acknowledged, count(*) as raised,
         json_agg(json_build_object('days', days, 'dueOn', due_on, 'tell', tell, 'alarm', alarm, 'acknowledgedBy', acknowledged_by)
           order by days desc) as warnings
       from expiry_warning where freeze_id = f.id and until_date = f.until_date) w on w.raised > 0
     where f.state = 'active' and ($1::uuid is null or f.case_id = $1) and ($2::boolean is null or w.alarm = $2)
       and ($3::boolean is null or w.acknowledged = $3)
       and ($4::uuid is null or (f.until_date, f.id) > (select until_date, id from account_freeze where id = $4))
     order by f.until_date, f.id limit $5`,
    [filter.caseId ?? null, filter.alarm ?? null, filter.acknowledged ?? null, filter.cursor ?? null, filter.limit + 1],
  );
  return rows;
}

/** The case of a freeze in effect, or undefined. */
export async function caseOfFreeze(tx: Queryable, freezeId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ case_id: string }>('select case_id from account_freeze where id = $1', [freezeId]);
  return rows[0]?.case_id;
}

/**
 * A person says that they know of an end: the warnings of the present term up to now. What comes later is told again, and an alarm stays an alarm
 * until the bank has confirmed the renewal. Returns how many warnings. The caller holds the case.
 */
export async function acknowledgeExpiry(
  tx: Queryable,
  facts: { readonly freezeId: string; readonly caseId: string; readonly reason: string },
  actor: Actor,
  at: Moment,
): Promise<number> {
  const { freezeId, caseId, reason } = facts;
  const { rows } = await tx.query<{ days: number }>(
    `update expiry_warning w set acknowledged_by = $2, acknowledged_at = $3, acknowledgement = $4
     from account_freeze f where f.id = $1 and w.freeze_id = f.id and w.until_date = f.until_date and w.acknowledged_at is null
     returning w.days`,
    [freezeId, actor.id, at.machine, reason],
  );
  if (rows.length === 0) return 0;
  const days = rows.map((row) => row.days).sort((a, b) => b - a);
  await appendEvents(tx, [{ kind: 'freeze.acknowledged', caseId, subjectId: freezeId, actor: actor.id, data: { days } }], at);
  await appendAudit(
    tx,
    { actor, act: 'acknowledge_expiry', caseId, subject: { kind: 'freeze', id: freezeId }, reason, facts: { days } },
    at,
  );
  return rows.length;
}
