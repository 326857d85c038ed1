import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isAboutALock, type Queryable } from '../database.js';
import { type Month } from './month.js';
import { briefly } from './session.js';
import { monthsWithPartition } from './survey.js';
import { ARCHIVED_TABLES, leafOf, PLACES } from './tables.js';

/** Everybody who uses the table waits behind who waits for its lock. */
const LOCK_TIMEOUT_MS = 500;
const TRIES = 20;

/**
 * Detaches and drops partitions of old months that hold nothing any more: with them goes the room their rows took. While a request of the month lives,
 * somebody may still answer it, so all partitions of the month stay. Returns their names.
 */
export async function dropEmptyPartitions(session: pg.ClientBase, before: Month): Promise<string[]> {
  const dropped: string[] = [];
  for (const table of ARCHIVED_TABLES.filter((one) => PLACES[one].byRequest !== undefined)) {
    for (const month of await monthsWithPartition(session as Queryable, PLACES[table].relation, before)) {
      const leaf = leafOf(table, month);
      if (!(await isEmpty(session as Queryable, leafOf('request', month)))) continue;
      if ((await isEmpty(session as Queryable, leaf)) && (await drop(session, PLACES[table].relation, leaf))) dropped.push(leaf);
    }
  }
  return dropped;
}

/** A partition that is not there holds nothing either. */
async function isEmpty(tx: Queryable, leaf: string): Promise<boolean> {
  const { rows: known } = await tx.query<{ is_there: boolean }>('select to_regclass($1) is not null as is_there', [leaf]);
  if (known[0]?.is_there !== true) return true;
  const { rows } = await tx.query<{ empty: boolean }>(`select not exists (select from ${leaf}) as empty`);
  return rows[0]?.empty === true;
}

/** False where the table was never free for a moment: the next run tries again. */
async function drop(session: pg.ClientBase, parent: string, leaf: string): Promise<boolean> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      return await briefly(session, async (tx) => {
        await tx.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await tx.query(`lock table ${parent} in access exclusive mode`);
        if (!(await isEmpty(tx, leaf))) return false;
        await tx.query(`alter table ${parent} detach partition ${leaf}`);
        await tx.query(`drop table ${leaf}`);
        return true;
      });
    } catch (error) {
      if (!isAboutALock(error)) throw error;
      await sleep(100 + Math.random() * 400);
    }
  }
  return false;
}
