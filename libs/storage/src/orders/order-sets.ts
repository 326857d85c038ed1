import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Database, type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { identitiesOf } from '../parties/identities.js';
import { newId } from '../new-id.js';
import { answerByAfterApproval, refuseOwnOrder } from './approve-order.js';
import { insertRequests } from './insert-requests.js';
import { type OrderTarget, readTargets } from './order-target.js';
import { type LegalBasis } from './place-order.js';

export interface CaseChoice {
  readonly state?: 'open' | 'dormant' | 'resumed' | undefined;
  readonly courtCode?: string | undefined;
  readonly filedFrom?: string | undefined;
  readonly filedTo?: string | undefined;
  readonly caseNumbers?: readonly string[] | undefined;
}

export interface NewOrderSet {
  readonly choice: CaseChoice;
  readonly priority: 'judge' | 'bulk';
  readonly legalBasis: LegalBasis;
  readonly targets: readonly OrderTarget[];
  readonly answerBy: Date;
  readonly maxOrders: number;
}

const CHUNK = 200;

/**
 * One inquiry order per debtor of the chosen cases that are not closed, all in one set that waits for its approval. Who is known by several names
 * or numbers is asked for under each (R10.2).
 */
export async function placeOrderSet(
  tx: Queryable,
  set: NewOrderSet,
  actor: Actor,
  at: Moment,
): Promise<{ setId: string; orders: number }> {
  const { rows } = await tx.query<{ case_id: string; party_id: string }>(
    `select c.id as case_id, p.id as party_id from enforcement_case c join party p on p.case_id = c.id and p.role = 'debtor'
     where c.state <> 'closed' and ($1::text is null or c.state = $1) and ($2::text is null or c.court_code = $2)
       and ($3::date is null or c.filed_on >= $3) and ($4::date is null or c.filed_on <= $4)
       and ($5::text[] is null or c.case_number = any($5) or c.resumed_number = any($5))
     order by c.id, p.id limit $6
     -- who closes one of them meanwhile waits, or was first, and it is left out
     for no key update of c`,
    [
      set.choice.state ?? null,
      set.choice.courtCode ?? null,
      set.choice.filedFrom ?? null,
      set.choice.filedTo ?? null,
      set.choice.caseNumbers ?? null,
      set.maxOrders + 1,
    ],
  );
  if (rows.length === 0) throw unfit('filter.no_case', 'No case fits this filter.');
  if (rows.length > set.maxOrders)
    throw unfit('filter.too_many', `More than ${set.maxOrders} orders: choose fewer cases at once.`);
  const setId = newId<string>();
  const orders = rows.map((row) => ({ ...row, id: newId<string>() }));
  const identities = await identitiesOf(tx, [...new Set(rows.map((row) => row.party_id))]);
  const targetsOf = (partyId: string): readonly OrderTarget[] => [
    ...set.targets,
    ...(identities.get(partyId) ?? []).flatMap(({ id }) => set.targets.map((target) => ({ ...target, identityId: id }))),
  ];
  await tx.query(
    `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, cause, set_id, answer_by,
       placed_by, placed_at, placed_legal_at)
     select id, case_id, party_id, 'inquire', $4, 'awaiting_approval', $5, coalesce(more, $6), 'bulk', $7, $8, $9, $10, $11
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $12::jsonb[]) as t(id, case_id, party_id, more)`,
    [
      orders.map((one) => one.id),
      orders.map((one) => one.case_id),
      orders.map((one) => one.party_id),
      set.priority,
      JSON.stringify(set.legalBasis),
      JSON.stringify(set.targets),
      setId,
      set.answerBy,
      actor.id,
      at.machine,
      at.legal,
      orders.map((one) => (identities.has(one.party_id) ? JSON.stringify(targetsOf(one.party_id)) : null)),
    ],
  );
  await appendEvents(
    tx,
    orders.map((one) => ({
      kind: 'order.placed',
      caseId: one.case_id,
      orderId: one.id,
      actor: actor.id,
      data: { measure: 'inquire', cause: 'bulk', state: 'awaiting_approval', setId },
    })),
    at,
  );
  await appendAudit(
    tx,
    {
      actor,
      act: 'place_order_set',
      subject: { kind: 'order_set', id: setId },
      facts: { orders: orders.length, noticeNumber: set.legalBasis.noticeNumber },
    },
    at,
  );
  return { setId, orders: orders.length };
}

/**
 * Approves every order of a set that still waits, some hundred per transaction: a set of any size neither holds locks for long nor outgrows
 * one. Stopped half-way, it is called again and goes on; the audit has the act once, with the first of them. Returns how many it approved.
 */
export async function approveOrderSet(database: Database, setId: string, actor: Actor, at: () => Moment): Promise<number> {
  let approved = 0;
  for (let more = true; more;) {
    const moment = at();
    const count = await database.steady.transaction((tx) => approveSome(tx, setId, actor, moment));
    approved += count;
    more = count > 0;
  }
  return approved;
}

async function approveSome(tx: Queryable, setId: string, actor: Actor, at: Moment): Promise<number> {
  await tx.query(
    `select 1 from enforcement_case where id in (
       select case_id from enforcement_order where set_id = $1 and state = 'awaiting_approval' order by case_id limit $2)
     order by id for no key update`,
    [setId, CHUNK],
  );
  const { rows } = await tx.query<{
    id: string;
    case_id: string;
    priority: 'judge' | 'bulk';
    answer_by: Date;
    targets: unknown;
    placed_by: string;
  }>(
    `select id, case_id, priority, answer_by, targets, placed_by from enforcement_order
     where set_id = $1 and state = 'awaiting_approval' order by case_id limit $2 for no key update`,
    [setId, CHUNK],
  );
  if (rows[0] === undefined) return 0;
  refuseOwnOrder(rows[0].placed_by, actor);
  await auditOnce(tx, setId, actor, at);
  await tx.query(
    `update enforcement_order set state = 'running', approved_by = $2, approved_at = $3 where id = any($1::uuid[])`,
    [rows.map((row) => row.id), actor.id, at.machine],
  );
  await insertRequests(
    tx,
    rows.map((row) => ({
      id: row.id,
      caseId: row.case_id,
      priority: row.priority,
      answerBy: answerByAfterApproval(row.answer_by, at),
      targets: readTargets(row.targets),
    })),
    at,
  );
  await appendEvents(
    tx,
    rows.map((row) => ({ kind: 'order.approved', caseId: row.case_id, orderId: row.id, actor: actor.id, data: { setId } })),
    at,
  );
  return rows.length;
}

async function auditOnce(tx: Queryable, setId: string, actor: Actor, at: Moment): Promise<void> {
  const { rows } = await tx.query<{ waiting: number; has_begun: boolean }>(
    `select count(*) filter (where state = 'awaiting_approval')::int as waiting, coalesce(bool_or(approved_by = $2), false) as has_begun
     from enforcement_order where set_id = $1`,
    [setId, actor.id],
  );
  if (rows[0] === undefined || rows[0].has_begun) return;
  const facts = { orders: rows[0].waiting };
  await appendAudit(tx, { actor, act: 'approve_order_set', subject: { kind: 'order_set', id: setId }, facts }, at);
}

export interface SetCounts {
  readonly orders: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly open: number;
}

/** How a set stands; undefined where there is none. */
export async function countOrderSet(tx: Queryable, setId: string): Promise<SetCounts | undefined> {
  const { rows } = await tx.query<{ state: string; orders: number }>(
    'select state, count(*)::int as orders from enforcement_order where set_id = $1 group by state order by state',
    [setId],
  );
  if (rows.length === 0) return undefined;
  const { rows: requests } = await tx.query<{ total: number; open: number }>(
    `select count(*)::int as total, count(*) filter (where r.state = 'open')::int as open
     from enforcement_order o join request r on r.order_id = o.id where o.set_id = $1`,
    [setId],
  );
  return {
    orders: rows.reduce((sum, row) => sum + row.orders, 0),
    byState: Object.fromEntries(rows.map((row) => [row.state, row.orders])),
    requests: requests[0]?.total ?? 0,
    open: requests[0]?.open ?? 0,
  };
}

function unfit(code: string, message: string): ChakongError {
  return new ChakongError('invalid', message, { problems: [{ field: 'filter', code, message }] });
}
