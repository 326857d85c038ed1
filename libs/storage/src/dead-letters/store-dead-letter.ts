import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { newId } from '../new-id.js';

export interface NewDeadLetter {
  readonly topic: string;
  readonly key: string;
  readonly payload: Buffer;
  readonly reason: string;
  readonly detail: string;
}

/** A message nobody can handle, as a row an operator can look at, fix, replay or discard. */
export async function storeDeadLetter(queryable: Queryable, letter: NewDeadLetter, now: MachineTime): Promise<void> {
  await queryable.query(
    `insert into dead_letter (id, topic, message_key, payload, reason, detail, at)
     select $1, $2, $3, $4, $5, $6, $7
     where not exists (select from dead_letter where topic = $2 and payload = $4 and state = 'open')`,
    [newId(), letter.topic, letter.key, letter.payload, letter.reason, letter.detail.slice(0, 2000), now],
  );
}

/** The same for one answer that breaks its transaction: its request also goes to a person. */
export async function storePoisonAnswer(
  queryable: Queryable,
  letter: NewDeadLetter,
  poison: { requestId: string; caseId: string; institution: string },
  now: MachineTime,
): Promise<void> {
  await storeDeadLetter(queryable, letter, now);
  await queryable.query(
    `with moved as (update queue set state = 'needs_attention', check_at = null, lease_until = null where request_id = $2 returning request_id)
     insert into attention (id, request_id, case_id, institution, reason, detail, opened_at)
     select $1, r.id, r.case_id, r.institution, 'dead_letter', $3, $4 from request r left join moved on moved.request_id = r.id where r.id = $2
     on conflict (request_id) where closed_at is null do nothing`,
    [newId(), poison.requestId, letter.detail.slice(0, 500), now],
  );
}
