import { fenOf } from '#enforcement/money.js';
import { type Database } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { endOf, lockFreezes, writeFreezeChange } from './freeze-rows.js';

/**
 * Ends freezes whose term is over: without renewal the effect ends by itself (R2.1-4), to the minute where the bank told it, never rolled over a
 * holiday. Returns how many ended.
 */
export async function expireFreezes(database: Database, at: Moment): Promise<number> {
  const { rows } = await database.query<{ id: string; case_id: string }>(
    `select id, case_id from account_freeze where state = 'active' and ends_at <= $1 order by ends_at limit 200`,
    [at.legal],
  );
  if (rows.length === 0) return 0;
  return database.transaction(async (tx) => {
    await lockCases(
      tx,
      rows.map((row) => row.case_id),
    );
    const freezes = await lockFreezes(
      tx,
      rows.map((row) => row.id),
    );
    const held = new Set(rows.map((row) => row.case_id));
    let ended = 0;
    for (const freeze of freezes.values()) {
      // one that came under another file meanwhile is left for the next round
      if (freeze.state !== 'active' || endOf(freeze) > at.legal || !held.has(freeze.caseId)) continue;
      await writeFreezeChange(tx, {
        kind: 'expired',
        amountFen: fenOf(freeze.capFen),
        source: 'computed',
        trueAt: endOf(freeze),
        requestId: undefined,
        after: { ...freeze, state: 'expired', caughtFen: fenOf(0n) },
      });
      await appendEvents(
        tx,
        [
          {
            kind: 'freeze.ended',
            caseId: freeze.caseId,
            subjectId: freeze.id,
            actor: 'control',
            data: { by: 'expired', until: freeze.until, endsAt: endOf(freeze).toISOString(), institution: freeze.institution },
          },
        ],
        at,
      );
      ended += 1;
    }
    return ended;
  });
}
