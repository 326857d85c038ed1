import type pg from 'pg';
import { ADVISORY_LOCKS } from '../advisory-locks.js';
import { Database, type Queryable } from '../database.js';
import { ArchiveRefusal } from './refusal.js';

/** Called between the steps of a run, so that a test can stop it anywhere. */
export type Step = (name: string) => Promise<void> | void;

/** Reading what may go takes as long as the tables are large; what holds a lock has the limits of every session. */
const HOUR_MS = 3_600_000;

/**
 * Runs `work` on one session that holds the lock of the archive. The lock and every transaction share the session: who loses it can do nothing any
 * more. Throws ArchiveRefusal where another archive runs.
 */
export async function asTheArchive<T>(databaseUrl: string, work: (session: pg.ClientBase) => Promise<T>): Promise<T> {
  const database = new Database({ url: databaseUrl, poolSize: 1, applicationName: 'chakong archive', silenceMs: HOUR_MS });
  try {
    return await database.session(async (session) => {
      // lines of a file say the same instant wherever they are written
      await session.query(`set time zone 'UTC'; set statement_timeout = '1h'`);
      const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
        ADVISORY_LOCKS.archive,
      ]);
      if (rows[0]?.mine !== true)
        throw new ArchiveRefusal('Another archive command is running on this database. Wait until it ends.');
      try {
        return await work(session);
      } finally {
        // the server may take a moment to miss a session that ended, and the next command would find it still there
        await session.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.archive]).catch(() => undefined);
      }
    });
  } finally {
    await database.close();
  }
}

/** A short transaction: events that commit later wait for it (ADR 3). */
export async function briefly<T>(session: pg.ClientBase, work: (tx: Queryable) => Promise<T>): Promise<T> {
  await session.query(`begin; set local statement_timeout = '10s'`);
  try {
    const result = await work(session as Queryable);
    await session.query('commit');
    return result;
  } catch (error) {
    await session.query('rollback').catch(() => undefined);
    throw error;
  }
}
