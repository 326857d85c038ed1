import { type MachineTime } from '#platform/clocks.js';
import { type Database, type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { dissolveBlocksOf } from '../queue/blocks.js';

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

/** The same for what is about one request, an answer that breaks its transaction or a request that cannot be sent: it also goes to a person. */
export async function storePoison(
  database: Database,
  letter: NewDeadLetter,
  poison: { requestId: string; caseId: string; institution: string },
  at: Moment,
): Promise<void> {
  await database.transaction(async (tx) => {
    await storeDeadLetter(tx, letter, at.machine);
    await lockCases(tx, [poison.caseId]);
    await dissolveBlocksOf(tx, 'id', poison.requestId);
    await tx.query(
      `update queue set state = 'needs_attention', check_at = null, lease_until = null where request_id = $1 and case_id = $2`,
      [poison.requestId, poison.caseId],
    );
    const { rows } = await tx.query<{ order_id: string }>(
      `with opened as (
         insert into attention (id, request_id, case_id, institution, reason, detail, opened_at)
         select $1, r.id, r.case_id, r.institution, 'dead_letter', $4, $5 from request r where r.id = $2 and r.case_id = $3
         on conflict (request_id) where closed_at is null do nothing returning request_id
       )
       select r.order_id from opened join request r on r.id = opened.request_id`,
      [newId(), poison.requestId, poison.caseId, letter.detail.slice(0, 500), at.machine],
    );
    await appendEvents(
      tx,
      rows.map((row) => ({
        kind: 'request.needs_attention',
        caseId: poison.caseId,
        orderId: row.order_id,
        subjectId: poison.requestId,
        actor: 'control',
        data: { reason: 'dead_letter', institution: poison.institution },
      })),
      at,
    );
  });
}
