import { type Priority } from '#enforcement/measure.js';
import { laneOf } from '#enforcement/case-lanes.js';
import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { blockSizes } from '../queue/blocks.js';
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

interface Row {
  readonly id: string;
  readonly order: OrderToSend;
  readonly target: OrderTarget;
  readonly due: Date;
}

/** Makes the requests of approved orders and puts them in the queue: a few statements for any number of them. */
export async function insertRequests(tx: Queryable, orders: readonly OrderToSend[], at: Moment): Promise<void> {
  const rows: readonly Row[] = orders.flatMap((order) =>
    order.targets.map((target) => ({
      id: newId<string>(),
      order,
      target,
      due: dueAt(order.priority, order.answerBy, at.machine),
    })),
  );
  const blocks = await blocksOf(tx, rows);
  const blockOf = new Map(blocks.flatMap(({ id, members }) => members.map((member) => [member, id])));
  await tx.query(
    `insert into request (id, order_id, case_id, institution, measure, task, created_at, identity_id, block_id)
     select id, order_id, case_id, institution, measure, task, $7, identity_id, block_id
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $8::uuid[], $9::uuid[])
       as t(id, order_id, case_id, institution, measure, task, identity_id, block_id)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ order }) => order.id),
      rows.map(({ order }) => order.caseId),
      rows.map(({ target }) => target.institution),
      rows.map(({ target }) => target.task.measure),
      rows.map(({ target }) => JSON.stringify(target.task)),
      at.machine,
      rows.map(({ target }) => target.identityId ?? null),
      rows.map((row) => blockOf.get(row) ?? null),
    ],
  );
  await queueBlocks(tx, blocks);
  await queueAlone(
    tx,
    rows.filter((row) => !blockOf.has(row)),
  );
  await insertPayments(
    tx,
    rows.filter(({ target }) => target.task.measure === 'pay'),
  );
  await tx.query(`select pg_notify('queue', '')`);
}

interface Block {
  readonly id: string;
  readonly members: readonly Row[];
}

/**
 * Inquiries to one institution that are due and wanted at the same time, as many together as its window takes well (ADR 16). Their answers take one
 * lane, so that of several replicas of control one alone writes to a block at a time.
 */
async function blocksOf(tx: Queryable, rows: readonly Row[]): Promise<readonly Block[]> {
  const alike = Map.groupBy(
    rows.filter(({ order, target }) => target.task.measure === 'inquire' && order.priority !== 'urgent'),
    ({ order, target, due }) => [target.institution, due.getTime(), order.answerBy.getTime(), laneOf(order.caseId)].join(' '),
  );
  const several = [...alike.values()].filter((group) => group.length > 1);
  if (several.length === 0) return [];
  const sizeOf = await blockSizes(tx, new Set(several.flatMap(([first]) => first?.target.institution ?? [])));
  return several
    .flatMap((group) => chunksOf(group, sizeOf(group[0]?.target.institution ?? '')))
    .filter((members) => members.length > 1)
    .map((members) => ({ id: newId<string>(), members }));
}

async function queueBlocks(tx: Queryable, blocks: readonly Block[]): Promise<void> {
  if (blocks.length === 0) return;
  const firsts = blocks.flatMap(({ members }) => members.slice(0, 1));
  await tx.query(
    `insert into queue (request_id, inquiries, open, institution, measure, due_at, answer_by)
     select id, string_to_array(inquiries, ' ')::uuid[], open, institution, 'inquire', due_at, answer_by
     from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[])
       with ordinality as t(id, inquiries, open, institution, due_at, answer_by, place)
     order by place`,
    [
      blocks.map(({ id }) => id),
      // arrays of arrays are rectangular in PostgreSQL
      blocks.map(({ members }) => members.map(({ id }) => id).join(' ')),
      blocks.map(({ members }) => members.length),
      firsts.map(({ target }) => target.institution),
      firsts.map(({ due }) => due),
      firsts.map(({ order }) => order.answerBy),
    ],
  );
}

async function queueAlone(tx: Queryable, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
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
}

async function insertPayments(tx: Queryable, rows: readonly Row[]): Promise<void> {
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

function chunksOf<T>(items: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) => items.slice(chunk * size, (chunk + 1) * size));
}
