import { hasEffect } from '#enforcement/measure.js';
import { nextState } from '#enforcement/request-states.js';
import { plusMs } from '#platform/clocks.js';
import { type Database } from '../database.js';
import { type Moment } from '../events.js';
import { type Patience } from './fold-answers.js';
import { lockRequests } from './known-requests.js';
import { dissolveBlocks } from '../queue/blocks.js';

interface Over {
  readonly request_id: string;
  readonly attempt: number;
  readonly institution: string;
}

/**
 * Lease over without answer: inquiries are queued again; measures are unconfirmed, and what became of them is asked at once. The inquiries of a
 * block get leases of their own first, which are over as well.
 */
export async function recordLeasesOver(
  database: Database,
  over: readonly Over[],
  at: Moment,
  patienceOf: (institution: string) => Patience,
): Promise<number> {
  return database.transaction(async (tx) => {
    await dissolveBlocks(
      tx,
      over.map((lease) => lease.request_id),
    );
    const known = await lockRequests(
      tx,
      over.map((lease) => lease.request_id),
    );
    let moved = 0;
    for (const { request_id, attempt, institution } of over) {
      const request = known.get(request_id);
      if (request === undefined || request.state !== 'dispatched' || request.attempt !== attempt) continue;
      const state = nextState(request.state, { kind: 'lease_over' }, request.measure);
      const pauseMs = patienceOf(institution).backoffMs[0] ?? 1_000;
      await tx.query(
        `update queue set state = $2, tries = tries + 1, rounds = 0, not_before = $3, check_at = $4, last_cause = 'lease_over', lease_until = null
         where request_id = $1`,
        [
          request_id,
          state,
          hasEffect(request.measure) ? null : plusMs(at.machine, pauseMs),
          hasEffect(request.measure) ? at.machine : null,
        ],
      );
      await tx.query(
        `insert into delivery (request_id, attempt, reached, cause, at) values ($1, $2, 'maybe', 'lease_over', $3)`,
        [request_id, attempt, at.machine],
      );
      moved += 1;
    }
    return moved;
  });
}
