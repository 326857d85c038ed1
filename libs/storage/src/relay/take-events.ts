import type pg from 'pg';
import { ADVISORY_LOCKS } from '../advisory-locks.js';

export interface RelayedEvent {
  readonly id: bigint;
  readonly tx: string;
  readonly kind: string;
  readonly case_id: string;
  readonly order_id: string | null;
  readonly at: Date;
  readonly legal_at: Date;
}

const NAME = 'kafka';

/** True for one relay at a time; the lock lives as long as this session. */
export async function tryBeTheRelay(session: pg.ClientBase): Promise<boolean> {
  const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [ADVISORY_LOCKS.relay]);
  return rows[0]?.mine === true;
}

/**
 * The next events in commit order: by transaction id, and only below the oldest transaction still running, so that an event that
 * commits late is never passed over. The limits on every session bound how long that can be. The position is read first, so that
 * the walk along the index begins there: joined to it, it would begin at the first event there ever was.
 */
export async function eventsToRelay(session: pg.ClientBase, most: number): Promise<RelayedEvent[]> {
  const { rows } = await session.query<RelayedEvent>(
    `select e.id, e.tx::text as tx, e.kind, e.case_id, e.order_id, e.at, e.legal_at from event e
     where (e.tx, e.id) > (coalesce((select tx from relay_position where name = $1), '0'::xid8),
                           coalesce((select event_id from relay_position where name = $1), 0))
       and e.tx < pg_snapshot_xmin(pg_current_snapshot())
     order by e.tx, e.id limit $2`,
    [NAME, most],
  );
  return rows;
}

export async function relayedUpTo(session: pg.ClientBase, last: RelayedEvent): Promise<void> {
  await session.query(
    `insert into relay_position (name, tx, event_id) values ($1, $2::xid8, $3)
     on conflict (name) do update set tx = excluded.tx, event_id = excluded.event_id`,
    [NAME, last.tx, last.id],
  );
}
