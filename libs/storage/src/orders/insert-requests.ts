import { type Priority } from '#enforcement/measure.js';
import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { isHeldBack } from '../stays/hold-back.js';
import { accountKeyOf, type OrderTarget } from './order-target.js';

export interface OrderToSend {
  readonly id: string;
  readonly caseId: string;
  readonly priority: Priority;
  readonly answerBy: Date;
  readonly targets: readonly OrderTarget[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The claim's order. It orders and never holds back: alone, a bulk inquiry goes at once. Urgent passes whoever is not yet due, and whoever is due for
 * one day more. What the law wants answered by a day is due three days before: one for urgent ones to pass, one for those that already wait, one
 * for the answer. Bulk comes after it, but is due in time for an answer too (ADR 12).
 */
export function dueAt(priority: Priority, answerBy: Date, now: MachineTime): Date {
  const daysBefore = (days: number) => answerBy.getTime() - days * DAY_MS;
  switch (priority) {
    case 'urgent':
      return plusMs(now, -DAY_MS);
    case 'judge':
      return now;
    case 'bulk':
      return new Date(Math.max(now.getTime() + HOUR_MS, daysBefore(2)));
    case 'statutory':
      return new Date(Math.max(now.getTime() - DAY_MS, daysBefore(3)));
  }
}

/** Makes the requests of approved orders and puts them in the queue: two statements for any number of them. */
export async function insertRequests(tx: Queryable, orders: readonly OrderToSend[], at: Moment): Promise<void> {
  const rows = orders.flatMap((order) =>
    order.targets.map((target) => ({
      id: newId<string>(),
      order,
      target,
      due: dueAt(order.priority, order.answerBy, at.machine),
    })),
  );
  await tx.query(
    `insert into request (id, order_id, case_id, institution, measure, task, created_at, identity_id)
     select id, order_id, case_id, institution, measure, task, $7, identity_id
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $8::uuid[])
       as t(id, order_id, case_id, institution, measure, task, identity_id)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ order }) => order.id),
      rows.map(({ order }) => order.caseId),
      rows.map(({ target }) => target.institution),
      rows.map(({ target }) => target.task.measure),
      rows.map(({ target }) => JSON.stringify(target.task)),
      at.machine,
      rows.map(({ target }) => target.identityId ?? null),
    ],
  );
  await tx.query(
    `insert into queue (request_id, order_id, case_id, institution, measure, account_key, due_at, answer_by, urgent, stayed)
     select id, order_id, case_id, institution, measure, account_key, due_at, answer_by, urgent,
       ${isHeldBack('t')}
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::boolean[])
       with ordinality as t(id, order_id, case_id, institution, measure, account_key, due_at, answer_by, urgent, place)
     order by place`,
    [
      rows.map(({ id }) => id),
      rows.map(({ order }) => order.id),
      rows.map(({ order }) => order.caseId),
      rows.map(({ target }) => target.institution),
      rows.map(({ target }) => target.task.measure),
      rows.map(({ target }) => accountKeyOf(target)),
      rows.map(({ due }) => due),
      rows.map(({ order }) => order.answerBy),
      rows.map(({ order }) => order.priority === 'urgent'),
    ],
  );
  await insertPayments(
    tx,
    rows.filter(({ target }) => target.task.measure === 'pay'),
  );
  await tx.query(`select pg_notify('queue', '')`);
}

async function insertPayments(
  tx: Queryable,
  rows: readonly { id: string; order: OrderToSend; target: OrderTarget }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into payment (request_id, case_id, order_id, claim_id, amount_fen)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[])`,
    [
      rows.map(({ id }) => id),
      rows.map(({ order }) => order.caseId),
      rows.map(({ order }) => order.id),
      rows.map(({ target }) => target.claimId),
      rows.map(({ target }) => target.task['amountFen']),
    ],
  );
}
