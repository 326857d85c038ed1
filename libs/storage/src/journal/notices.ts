import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';

export interface NoticeKey {
  readonly institution: string;
  readonly kind: 'answers' | 'credits';
  readonly noticeId: string;
}

export interface StoredNotice extends NoticeKey {
  readonly body: unknown;
  readonly receivedAt: Date;
}

interface Row {
  institution: string;
  kind: 'answers' | 'credits';
  notice_id: string;
  body: unknown;
  received_at: Date;
}

/** Keeps a notice whole, before it is acknowledged. False: it is a repetition, and the first one stays. */
export async function storeNotice(database: Queryable, key: NoticeKey, body: unknown, at: MachineTime): Promise<boolean> {
  const { rowCount } = await database.query(
    `insert into exchange.notice (institution, kind, notice_id, body, received_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [key.institution, key.kind, key.noticeId, JSON.stringify(body), at],
  );
  return rowCount === 1;
}

/** Takes one notice that has not been produced, for the length of the transaction; undefined where another process has it. */
export async function takeNotice(tx: Queryable, key: NoticeKey): Promise<StoredNotice | undefined> {
  const { rows } = await tx.query<Row>(
    `select institution, kind, notice_id, body, received_at from exchange.notice
     where institution = $1 and kind = $2 and notice_id = $3 and produced_at is null for update skip locked`,
    [key.institution, key.kind, key.noticeId],
  );
  const row = rows[0];
  return row && { ...keyOf(row), body: row.body, receivedAt: row.received_at };
}

export async function noticeProduced(tx: Queryable, key: NoticeKey, at: MachineTime): Promise<void> {
  await tx.query('update exchange.notice set produced_at = $4 where institution = $1 and kind = $2 and notice_id = $3', [
    key.institution,
    key.kind,
    key.noticeId,
    at,
  ]);
}

/** Notices of these institutions that have waited since before `before`, oldest first. */
export async function waitingNotices(
  database: Queryable,
  institutions: readonly string[],
  before: MachineTime,
  most: number,
): Promise<NoticeKey[]> {
  const { rows } = await database.query<Row>(
    `select institution, kind, notice_id from exchange.notice
     where produced_at is null and received_at < $1 and institution = any($2::text[])
     order by received_at limit $3`,
    [before, institutions, most],
  );
  return rows.map(keyOf);
}

function keyOf(row: Row): NoticeKey {
  return { institution: row.institution, kind: row.kind, noticeId: row.notice_id };
}
