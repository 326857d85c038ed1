import { ChakongError, notFound } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';

export interface DeadLetterRow {
  readonly id: string;
  readonly topic: string;
  readonly message_key: string | null;
  readonly payload: Buffer;
  readonly reason: string;
  readonly detail: string;
  readonly state: 'open' | 'replayed' | 'discarded';
  readonly at: Date;
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
  readonly closing_reason: string | null;
}

export interface DeadLetterFilter {
  readonly state: DeadLetterRow['state'];
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first; one more than `limit` where there are more. */
export async function listDeadLetters(tx: Queryable, filter: DeadLetterFilter): Promise<DeadLetterRow[]> {
  const { rows } = await tx.query<DeadLetterRow>(
    `select * from dead_letter where state = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [filter.state, filter.cursor ?? null, filter.limit + 1],
  );
  return rows;
}

export async function findDeadLetter(tx: Queryable, id: string): Promise<DeadLetterRow | undefined> {
  const { rows } = await tx.query<DeadLetterRow>('select * from dead_letter where id = $1', [id]);
  return rows[0];
}

/** Locks an open dead letter: two operators cannot both replay it. */
export async function lockDeadLetter(tx: Queryable, id: string): Promise<DeadLetterRow> {
  const { rows } = await tx.query<DeadLetterRow>('select * from dead_letter where id = $1 for update', [id]);
  const letter = rows[0];
  if (letter === undefined) throw notFound('dead letter');
  if (letter.state === 'open') return letter;
  throw new ChakongError('illegal_transition', `This dead letter is ${letter.state} already.`);
}

export async function closeDeadLetter(
  tx: Queryable,
  letter: DeadLetterRow,
  state: 'replayed' | 'discarded',
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<void> {
  await tx.query('update dead_letter set state = $2, closed_at = $3, closed_by = $4, closing_reason = $5 where id = $1', [
    letter.id,
    state,
    at.machine,
    actor.id,
    reason,
  ]);
  const act = state === 'replayed' ? 'replay_dead_letter' : 'discard_dead_letter';
  await appendAudit(
    tx,
    { actor, act, subject: { kind: 'dead_letter', id: letter.id }, reason, facts: { topic: letter.topic } },
    at,
  );
}
