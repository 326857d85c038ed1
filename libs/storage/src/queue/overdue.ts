import { type MachineTime } from '#platform/clocks.js';
import { type Database } from '../database.js';

export interface ToAscertain {
  readonly request_id: string;
  readonly attempt: number;
  readonly case_id: string;
  readonly institution: string;
  readonly measure: string;
  readonly not_after: Date;
  readonly fund_account: string | null;
}

/** Dispatched requests whose lease is over: control treats them as silence of unknown reach. */
export async function leasesOver(
  database: Database,
  now: MachineTime,
  most: number,
): Promise<{ request_id: string; attempt: number; institution: string }[]> {
  const { rows } = await database.query<{ request_id: string; attempt: number; institution: string }>(
    `select request_id, attempt, institution from queue where state = 'dispatched' and lease_until <= $1 limit $2`,
    [now, most],
  );
  return rows;
}

export interface AskingPauses {
  /** By institution: how often it is asked, after the first quick questions. */
  readonly everyMs: ReadonlyMap<string, number>;
  readonly otherwiseMs: number;
}

/** Takes the requests whose outcome is to be asked now, and sets when they are asked next: the pause doubles up to the institution's own. */
export async function takeToAscertain(
  database: Database,
  now: MachineTime,
  { everyMs, otherwiseMs }: AskingPauses,
  most: number,
): Promise<ToAscertain[]> {
  const { rows } = await database.query<ToAscertain>(
    `with due as (
       select request_id, institution from queue where state in ('acknowledged', 'unconfirmed') and check_at <= $1
       order by check_at limit $3 for no key update skip locked
     )
     update queue q set rounds = q.rounds + 1,
       check_at = $1 + least(coalesce(pause.ms, $2), 2000 * power(2, least(q.rounds, 20))) * interval '1 millisecond'
     from due join request r on r.id = due.request_id
       left join unnest($4::text[], $5::int[]) as pause(institution, ms) on pause.institution = due.institution
     where q.request_id = due.request_id
     returning q.request_id, q.attempt, q.case_id, q.institution, q.measure, coalesce(q.not_after, $1) as not_after,
       r.task ->> 'fundAccount' as fund_account`,
    [now, otherwiseMs, most, [...everyMs.keys()], [...everyMs.values()]],
  );
  return rows;
}

/**
 * Queued requests nobody waits for any longer: withdrawn while they were on their way, or their answer-by has passed. A release behind the
 * freeze it undoes is waited for, however long the freeze takes: given up, it would leave the freeze standing.
 */
export async function noLongerWanted(database: Database, now: MachineTime, most: number): Promise<string[]> {
  // two ways, each by an index of its own: asked in one they would walk the whole queue
  const { rows } = await database.query<{ request_id: string }>(
    `select request_id from (select request_id from queue where state = 'queued' and withdrawn limit $2) withdrawn
     union
     select request_id from (
       select q.request_id from queue q
       where q.state = 'queued' and q.answer_by <= $1 and not (q.measure = 'release' and exists (
         select from queue earlier where earlier.account_key = q.account_key and earlier.seq < q.seq))
       order by q.answer_by limit $2) passed`,
    [now, most],
  );
  return rows.map((row) => row.request_id);
}
