import { ADVISORY_LOCKS } from '../advisory-locks.js';
import { type Database, type Queryable } from '../database.js';

/**
 * Runs `work` while this process alone reads the fund account's statement; says false at once where another one does. The lock is of a
 * session of its own, not of a transaction: a page is waited for longer than a transaction may idle.
 */
export async function readStatementAlone(
  database: Database,
  institution: string,
  fundAccount: string,
  work: () => Promise<void>,
): Promise<boolean> {
  return database.session(async (client, giveUp) => {
    const lock = [ADVISORY_LOCKS.statement, `${institution}/${fundAccount}`];
    const { rows } = await client
      .query<{ mine: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as mine', lock)
      .catch((error: unknown) => {
        giveUp(error as Error);
        throw error;
      });
    if (rows[0]?.mine !== true) return false;
    try {
      await work();
    } finally {
      // a session that may still hold the lock must not go back to the pool
      await client.query('select pg_advisory_unlock($1, hashtext($2))', lock).catch(giveUp);
    }
    return true;
  });
}

export async function statementCursor(
  database: Queryable,
  institution: string,
  fundAccount: string,
): Promise<string | undefined> {
  const { rows } = await database.query<{ cursor: string }>(
    'select cursor from exchange.statement_cursor where institution = $1 and fund_account = $2',
    [institution, fundAccount],
  );
  return rows[0]?.cursor;
}

export async function advanceStatementCursor(
  database: Queryable,
  institution: string,
  fundAccount: string,
  cursor: string,
): Promise<void> {
  await database.query(
    `insert into exchange.statement_cursor (institution, fund_account, cursor) values ($1, $2, $3)
     on conflict (institution, fund_account) do update set cursor = excluded.cursor`,
    [institution, fundAccount, cursor],
  );
}
