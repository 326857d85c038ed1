import { createHash } from 'node:crypto';

/**
 * A narrow digest of institution and account: what the account rule orders measures by, with no account number in the queue.
 * Signed 64 bits, as PostgreSQL's bigint. A collision would only make two strangers wait for each other.
 */
export function accountKey(institution: string, account: string): bigint {
  return createHash('sha256').update(`${institution}\n${account}`).digest().readBigInt64BE(0);
}
