import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from './database.js';

export const MONTHS_AHEAD = 4;

/** Makes the partitions of this and the coming months, so that the first row of a month always has a place. */
export async function ensurePartitions(queryable: Queryable, now: MachineTime): Promise<void> {
  await queryable.query('select ensure_partitions($1::date, $2)', [now.toISOString().slice(0, 10), MONTHS_AHEAD]);
}
