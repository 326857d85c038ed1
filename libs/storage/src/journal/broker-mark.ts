import { ADVISORY_LOCKS } from '../advisory-locks.js';
import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Database } from '../database.js';

/** What a broker keeps at most: older notices were read long ago, or are lost to every broker. */
const REMEMBERED_MS = 7 * 86_400_000;

export interface BrokerSeen {
  readonly cluster: string;
  readonly ends: ReadonlyMap<string, bigint>;
}

/**
 * Compares the broker with what was last seen of it. When it has lost its data, notices of the last week count as not produced and
 * statements are read again from their beginning: who reads them takes each once. Returns true when that happened. One process at a time.
 */
export async function forgetWhatABrokerLost(database: Database, seen: BrokerSeen, now: MachineTime): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.brokerMark]);
    const { rows } = await tx.query<{ topic: string; cluster: string; end_offset: bigint }>(
      'select topic, cluster, end_offset from exchange.broker_mark where topic = any($1::text[])',
      [[...seen.ends.keys()]],
    );
    const isLost = rows.some((mark) => mark.cluster !== seen.cluster || mark.end_offset > (seen.ends.get(mark.topic) ?? 0n));
    if (isLost) {
      await tx.query('update exchange.notice set produced_at = null where produced_at > $1', [plusMs(now, -REMEMBERED_MS)]);
      await tx.query('delete from exchange.statement_cursor');
    }
    await tx.query(
      `insert into exchange.broker_mark (topic, cluster, end_offset, seen_at)
       select topic, $1, end_offset, $2 from unnest($3::text[], $4::bigint[]) as t(topic, end_offset)
       on conflict (topic) do update set cluster = excluded.cluster, end_offset = excluded.end_offset, seen_at = excluded.seen_at`,
      [seen.cluster, now, [...seen.ends.keys()], [...seen.ends.values()]],
    );
    return isLost;
  });
}
