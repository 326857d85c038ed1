import { caseAfter, type CaseState } from '#enforcement/case-states.js';
import { halfYearSlots } from '#enforcement/watch/half-year-slots.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';

export interface LockedCase {
  readonly id: string;
  readonly state: CaseState;
  readonly filed_on: string;
  readonly dormant_on: string | null;
  readonly court_code: string;
  readonly case_number: string;
  readonly resumed_number: string | null;
  readonly target_fen: bigint;
}

/** Locks a case for a transition; every act on it, its orders and its money waits here. */
export async function lockCase(tx: Queryable, id: string): Promise<LockedCase | undefined> {
  const { rows } = await tx.query<LockedCase>(
    `select id, state, filed_on, dormant_on, court_code, case_number, resumed_number, target_fen
     from enforcement_case where id = $1 for no key update`,
    [id],
  );
  return rows[0];
}

export interface NotAnswered {
  readonly partyId: string;
  readonly institution: string;
  /** `never_asked`, or why there is no answer: still open, or expired in silence. */
  readonly why: 'never_asked' | 'no_answer_yet' | 'silent' | 'name_mismatch';
}

/**
 * Which institutions have never told of which debtor under which of his names and numbers (R5.1-3, R5.1-7, R10.2): silence is not an answer and
 * nothing found is one. That a customer there has another name is none until a person has looked (R1.8-14).
 */
export async function notAnswered(tx: Queryable, caseId: string, institutions: readonly string[]): Promise<NotAnswered[]> {
  const { rows } = await tx.query<{ party_id: string; institution: string; why: NotAnswered['why'] }>(
    `with known as (
       select id as party_id, null::uuid as identity_id from party where case_id = $1 and role = 'debtor' union all
       select p.id, n.id from party p join party_identity n on n.party_id = p.id where p.case_id = $1 and p.role = 'debtor'
     ), missing as (
       select k.party_id, k.identity_id, i.code as institution,
         case when bool_or(d.id is not null) then 'name_mismatch' when bool_or(r.state = 'open') then 'no_answer_yet'
           when count(r.id) > 0 then 'silent' else 'never_asked' end as why
       from known k cross join unnest($2::text[]) as i(code)
       left join enforcement_order o on o.case_id = $1 and o.party_id = k.party_id and o.measure = 'inquire'
       left join request r on r.order_id = o.id and r.institution = i.code and r.identity_id is not distinct from k.identity_id
       left join identity_doubt d on d.case_id = $1 and d.party_id = k.party_id and d.institution = i.code and d.kind = 'name_mismatch'
         and d.closed_at is null
       group by k.party_id, k.identity_id, i.code
       having bool_or(d.id is not null)
         or not coalesce(bool_or(r.state in ('executed', 'executed_in_part', 'refused', 'not_applicable')), false)
     )
     select distinct on (party_id, institution) party_id, institution, why from missing
     order by party_id, institution, identity_id nulls first`,
    [caseId, institutions],
  );
  return rows.map((row) => ({ partyId: row.party_id, institution: row.institution, why: row.why }));
}

export interface Dormancy {
  readonly on: string;
  readonly reason: string;
  readonly documentId: string;
}

/** Closes a case for lack of property and starts its watch: ten half-year slots from that day (R5.2-2). The caller holds the case and has checked the gate. */
export async function closeAsDormant(
  tx: Queryable,
  one: LockedCase,
  dormancy: Dormancy,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const state = caseAfter(one.state, 'close_as_dormant');
  if (state === undefined) {
    throw new ChakongError(
      'illegal_transition',
      `A case that is ${one.state} cannot be closed as dormant. Look at its state first.`,
    );
  }
  await tx.query('update enforcement_case set state = $2, dormant_on = $3 where id = $1', [one.id, state, dormancy.on]);
  const slots = halfYearSlots(dormancy.on);
  const { rows } = await tx.query<{ id: string }>(
    `insert into watch (id, case_id, anchor, until, created_at) values ($1, $2, $3, $4, $5)
     on conflict (case_id) do update set anchor = excluded.anchor, until = excluded.until, state = 'watching', ended_reason = null
     returning id`,
    [newId(), one.id, dormancy.on, slots.at(-1)?.dueOn, at.machine],
  );
  const watchId = rows[0]?.id ?? '';
  // a case that becomes dormant again starts its five years anew; what was asked before stays in its events and orders
  await tx.query('delete from watch_slot where watch_id = $1', [watchId]);
  await tx.query(
    `insert into watch_slot (watch_id, slot, due_on) select $1, slot, due_on from unnest($2::int[], $3::date[]) as t(slot, due_on)`,
    [watchId, slots.map(({ slot }) => slot), slots.map(({ dueOn }) => dueOn)],
  );
  await appendEvents(
    tx,
    [
      { kind: 'case.dormant', caseId: one.id, actor: actor.id, data: { on: dormancy.on } },
      { kind: 'watch.started', caseId: one.id, subjectId: watchId, actor: actor.id, data: { until: slots.at(-1)?.dueOn } },
    ],
    at,
  );
  await appendAudit(
    tx,
    {
      actor,
      act: 'close_case_as_dormant',
      caseId: one.id,
      subject: { kind: 'case', id: one.id },
      reason: dormancy.reason,
      facts: { on: dormancy.on, documentId: dormancy.documentId },
    },
    at,
  );
}
