import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { dissolveAllBlocks } from '../queue/blocks.js';
import { setSwitch } from '../switches/switches.js';

/** Far above any number an attempt has: what was sent in the lost time under a lower one is never taken for a later attempt. */
const ATTEMPTS_ASIDE = 100_000;
/** Readers of events go on from the last number they saw, which may lie in the lost time. */
const EVENTS_ASIDE = 1_000_000;
const LONGEST_LEASE_MS = 300_000;

export interface HeldAfterRestore {
  /** Measures that are asked about before anything is sent. */
  readonly measures: number;
  /** Inquiries that go out again; asking twice does no harm. */
  readonly inquiries: number;
  /** Freezes whose present figures are asked. */
  readonly freezes: number;
}

/**
 * After a restore to `restoredTo` nobody here knows what was sent from then on: a measure that is queued may have been carried out, and the
 * journal, restored to the same moment, would grant the right to send it once more. So every measure that is not final becomes
 * unconfirmed under an attempt of its own, with a journal line as if somebody had been sending it and died: its institution is asked, and
 * "unknown to us" is believed only when its own clock is past the last instant anybody could still have sent. What a person looks at stays
 * with that person, but is asked about in the same way. `dispatch` stays off until an operator turns it on: a withdrawal of the lost time
 * is known to people alone. Where the journal is a database of its own and newer, its lines say more, and this adds to them.
 */
export async function holdAfterRestore(tx: Queryable, restoredTo: Date, actor: Actor, at: Moment): Promise<HeldAfterRestore> {
  const lastSent = await lastInstantOfSending(tx, at.machine);
  const reason = `Restored to ${restoredTo.toISOString()}: turn on when people have said what they withdrew since then.`;
  await setSwitch(tx, 'dispatch', false, reason, actor, at);
  const measures = await askAboutMeasures(tx, lastSent, at.machine);
  await dissolveAllBlocks(tx);
  const inquiries = await tx.query(
    `update queue set state = 'queued', attempt = attempt + $1, not_before = null, lease_until = null, check_at = null, rounds = 0,
       last_cause = 'restored'
     where measure = 'inquire' and state in ('queued', 'dispatched')`,
    [ATTEMPTS_ASIDE],
  );
  const freezes = await tx.query(
    `update account_freeze set position_wanted_at = $1, position_asked_at = null where state = 'active' and kind = 'account'`,
    [at.machine],
  );
  await tx.query(
    `select setval(pg_get_serial_sequence('event', 'id'), nextval(pg_get_serial_sequence('event', 'id')) + $1::bigint)`,
    [EVENTS_ASIDE],
  );
  const held = { measures, inquiries: inquiries.rowCount ?? 0, freezes: freezes.rowCount ?? 0 };
  await appendAudit(
    tx,
    { actor, act: 'hold_after_restore', subject: { kind: 'database', id: restoredTo.toISOString() }, reason, facts: { ...held } },
    at,
  );
  return held;
}

/** Whoever still has a message of the lost time sends nothing after its `notAfter`, which lies within a lease of its making. */
async function lastInstantOfSending(tx: Queryable, now: MachineTime): Promise<MachineTime> {
  const { rows } = await tx.query<{ ms: number | null }>('select max(lease_ms) as ms from institution_flow');
  return plusMs(now, rows[0]?.ms ?? LONGEST_LEASE_MS);
}

async function askAboutMeasures(tx: Queryable, lastSent: MachineTime, now: MachineTime): Promise<number> {
  const { rows } = await tx.query<{ request_id: string }>(
    `with held as (
       update queue set state = case when state = 'needs_attention' then state else 'unconfirmed' end, attempt = attempt + $1,
         not_after = $2, check_at = case when state = 'needs_attention' then null else $3::timestamptz end, rounds = 0,
         not_before = null, lease_until = null, last_cause = 'restored'
       where measure <> 'inquire'
       returning request_id, attempt, case_id, institution
     )
     insert into exchange.journal (request_id, attempt, kind, case_id, institution, written_at)
     select request_id, attempt, 'intent', case_id, institution, $3 from held
     on conflict do nothing
     returning request_id`,
    [ATTEMPTS_ASIDE, lastSent, now],
  );
  return rows.length;
}
