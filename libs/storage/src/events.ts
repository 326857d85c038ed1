import { type LegalTime, type MachineTime } from '#platform/clocks.js';
import { type Queryable } from './database.js';

/** What happened to an order, a freeze, a fund or a finding; the closed list the live pages and other systems know. */
export type EventKind =
  | 'case.opened'
  | 'case.dormant'
  | 'case.resumed'
  | 'case.closed'
  | 'account.marked'
  | 'party.identity_added'
  | 'party.doubted'
  | 'party.doubt_closed'
  | 'case.stayed'
  | 'case.stay_ended'
  | 'case.petition_accepted'
  | 'case.petition_refused'
  | 'order.placed'
  | 'order.approved'
  | 'order.rejected'
  | 'order.withdrawn'
  | 'order.progressed'
  | 'order.complete'
  | 'request.needs_attention'
  | 'request.confirmed_by_hand'
  | 'freeze.frozen'
  | 'freeze.changed'
  | 'freeze.ended'
  | 'freeze.promoted'
  | 'freeze.reparented'
  | 'freeze.expiring'
  | 'freeze.acknowledged'
  | 'budget.kept'
  | 'budget.top_up_proposed'
  | 'budget.top_up_closed'
  | 'fund.sent'
  | 'fund.received'
  | 'fund.paid'
  | 'fund.returned'
  | 'finding.opened'
  | 'finding.closed'
  | 'objection.opened'
  | 'objection.closed'
  | 'time_limit.ending'
  | 'time_limit.passed'
  | 'time_limit.acknowledged'
  | 'watch.started'
  | 'watch.asked'
  | 'watch.answered'
  | 'watch.ended';

export interface NewEvent {
  readonly kind: EventKind;
  readonly caseId: string;
  readonly orderId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly actor: string;
  /** Facts for the page: counts, amounts in fen as text, codes. Never a name, an ID number or an account. */
  readonly data?: Record<string, unknown>;
}

export interface Moment {
  readonly machine: MachineTime;
  readonly legal: LegalTime;
}

/** Appends events in the caller's transaction, which holds the case rows, and wakes the live pages and the relay on commit. */
export async function appendEvents(tx: Queryable, events: readonly NewEvent[], at: Moment): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `with appended as (
       insert into event (kind, case_id, order_id, subject_id, actor, at, legal_at, data)
       select kind, case_id, order_id, subject_id, actor, $7, $8, data
       from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[]) as t(kind, case_id, order_id, subject_id, actor, data)
       returning id)
     select pg_notify('event', '') from appended limit 1`,
    [
      events.map((event) => event.kind),
      events.map((event) => event.caseId),
      events.map((event) => event.orderId ?? null),
      events.map((event) => event.subjectId ?? null),
      events.map((event) => event.actor),
      events.map((event) => JSON.stringify(event.data ?? {})),
      at.machine,
      at.legal,
    ],
  );
}

/** Locks the cases a transition touches, in the one order everybody uses (case → account → freeze, each by id). */
export async function lockCases(tx: Queryable, caseIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(caseIds)];
  await tx.query('select id from enforcement_case where id = any($1::uuid[]) order by id for no key update', [ids]);
}
