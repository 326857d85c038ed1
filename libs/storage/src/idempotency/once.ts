import { ChakongError } from '#platform/errors.js';
import { type MachineTime } from '#platform/clocks.js';
import { type Database, type Queryable, sqlState } from '../database.js';

export interface IdempotentCall {
  readonly actor: string;
  readonly route: string;
  readonly key: string;
  readonly bodyDigest: string;
}

export interface Reply<T> {
  readonly reply: T;
  /** True where nothing was done now: the stored reply of the first call is given again. */
  readonly repeated: boolean;
}

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Runs `work` once per key; the reply is stored in the same transaction as the effect. A repetition that comes while the first call is
 * still running waits for it on the row of its key. Throws `idempotency_mismatch` for another body under the same key.
 */
export async function once<T>(
  database: Database,
  call: IdempotentCall,
  at: MachineTime,
  work: (tx: Queryable) => Promise<T>,
): Promise<Reply<T>> {
  try {
    return await database.steady.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `insert into idempotency (actor, route, key, body_digest, created_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing`,
        [call.actor, call.route, call.key, call.bodyDigest, at],
      );
      if (rowCount === 0) return { reply: await stored<T>(tx, call), repeated: true };
      const reply = await work(tx);
      await tx.query('update idempotency set response = $4 where actor = $1 and route = $2 and key = $3', [
        call.actor,
        call.route,
        call.key,
        JSON.stringify(reply),
      ]);
      return { reply, repeated: false };
    });
  } catch (error) {
    if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new ChakongError('conflict', 'The same call, or another act on this case, is still running. Try again in a moment.', {
      retryable: true,
      retryAfterSeconds: 2,
      cause: error,
    });
  }
}

async function stored<T>(tx: Queryable, call: IdempotentCall): Promise<T> {
  const { rows } = await tx.query<{ body_digest: string; response: T }>(
    'select body_digest, response from idempotency where actor = $1 and route = $2 and key = $3',
    [call.actor, call.route, call.key],
  );
  const row = rows[0];
  if (row?.body_digest === call.bodyDigest) return row.response;
  throw new ChakongError(
    'idempotency_mismatch',
    'This Idempotency-Key was used for another body. Use a new key for a new act, or send the first body again.',
  );
}
