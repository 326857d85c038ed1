import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Database, type Queryable } from '../database.js';

export interface ClaimedRequest {
  readonly requestId: string;
  readonly attempt: number;
  readonly institution: string;
  readonly adapterGroup: string;
  readonly notAfter: MachineTime;
  readonly isUrgent: boolean;
}

export interface ClaimOptions {
  readonly now: MachineTime;
  /** How long after the claim a request may still be sent, per institution: its lease less time-outs and a margin. */
  readonly sendWindowMs: (institution: string, leaseMs: number) => number;
  readonly most: number;
  /** Institutions that are left alone this time where nothing urgent waits for them. */
  readonly spare?: readonly string[];
  /** Of many institutions a claim looks at the next ones after this, and at all where something urgent waits. */
  readonly after?: string;
}

/** An institution that was looked at: how many of its places were free to who is not urgent, and how many were taken. */
export interface Look {
  readonly institution: string;
  readonly window: number;
  readonly free: number;
  readonly taken: number;
}

export interface Claim {
  readonly requests: readonly ClaimedRequest[];
  readonly looks: readonly Look[];
  /** Where the next claim goes on; the beginning when this one came to the end. */
  readonly after: string;
}

/** To lock thousands of institutions for one request each would cost more than what is sent: this many get at least sixteen each. */
const WORTH_A_LOOK = 16;

interface Flow {
  institution: string;
  adapter_group: string;
  window_size: number;
  urgent_share: number;
  lease_ms: number;
}

/**
 * Takes what may be sent now: per institution its window less what is dispatched, in the order of dueAt, at most one measure per
 * account in flight. Exact with any number of replicas: who holds the flow row counts, the others skip the institution.
 */
export async function claimRequests(database: Database, options: ClaimOptions): Promise<Claim> {
  return database.steady.transaction(async (tx) => {
    // The claim walks the index in its order and stops; to fetch and sort all that waits would cost more with every request in the queue.
    await tx.query('set local enable_sort = off');
    const { institutions, after } = await lookAround(tx, options);
    const flows = institutions.length === 0 ? [] : await lockFlows(tx, institutions, options.now);
    if (flows.length === 0) return { requests: [], looks: [], after };
    // A statement of its own: its snapshot is younger than the locks, so it counts what the last holder dispatched.
    return { ...(await claimUnder(tx, flows, options)), after };
  });
}

const nextWaiting = (only: string, from: string) =>
  `select institution from queue where state = 'queued' and ${only} and institution > ${from} order by institution limit 1`;

/** Whom something waits for: from one to the next in the index of those who wait, whatever the number of institutions and requests. */
async function lookAround(tx: Queryable, { most, spare = [], after = '' }: ClaimOptions) {
  const atOnce = Math.ceil(most / WORTH_A_LOOK);
  const { rows } = await tx.query<{ institution: string; urgent: boolean }>(
    `with recursive usual(institution, place) as (
       (select institution, 1 from (${nextWaiting('not urgent', '$1')}) first)
       union all
       select next.institution, place + 1 from usual cross join lateral (${nextWaiting('not urgent', 'usual.institution')}) next
       where place < $2
     ), pressing(institution) as (
       (${nextWaiting('urgent', `''`)})
       union all
       select next.institution from pressing cross join lateral (${nextWaiting('urgent', 'pressing.institution')}) next
     )
     select institution, false as urgent from usual union all select institution, true from pressing`,
    [after, atOnce],
  );
  const usual = rows.filter(({ urgent }) => !urgent).map(({ institution }) => institution);
  const pressing = rows.filter(({ urgent }) => urgent).map(({ institution }) => institution);
  const spared = new Set(spare);
  return {
    institutions: [...new Set([...usual.filter((institution) => !spared.has(institution)), ...pressing])],
    after: usual.length < atOnce ? '' : (usual.at(-1) ?? ''),
  };
}

/** The first in the claim's order, not any: that is where the index is walked and left at once. */
const waits = (only: string) => `(
       select true from queue q where q.institution = f.institution and q.state = 'queued' and ${only} and not q.stayed and not q.withdrawn
         and (q.not_before is null or q.not_before <= $1)
       order by q.due_at, q.seq limit 1)`;

async function lockFlows(tx: Queryable, institutions: readonly string[], now: MachineTime): Promise<Flow[]> {
  const { rows } = await tx.query<Flow>(
    `select institution, adapter_group, window_size, urgent_share::float8 as urgent_share, lease_ms
     from institution_flow f
     where institution = any($2::text[]) and window_size > 0 and (breaker <> 'open' or open_until <= $1)
       and not exists (select from switch s where s.scope = 'institution:' || f.institution and not s.is_on)
       and (${waits('not q.urgent')} or ${waits('q.urgent')})
     order by institution
     for no key update skip locked`,
    [now, institutions],
  );
  return rows;
}

interface Row {
  request_id: string;
  attempt: number;
  institution: string;
  urgent: boolean;
  free: number;
}

/** The first that may be sent, by dueAt, as many as there is room for; `only` is SQL. */
const firstInOrder = (only: string) => `(
       select ctid, urgent, due_at, seq from queue q
       where q.institution = room.institution and q.state = 'queued' and ${only} and not q.stayed and not q.withdrawn
         and (q.not_before is null or q.not_before <= $6)
         -- seq is given before commit: an earlier one may become visible when a later one is on its way already
         and (q.account_key is null or not exists (
           select from queue other where other.account_key = q.account_key and other.request_id <> q.request_id
             and (other.seq < q.seq or other.state <> 'queued')))
       order by due_at, seq
       limit greatest(0, least(room.free, $8))
       for no key update skip locked)`;

async function claimUnder(
  tx: Queryable,
  flows: readonly Flow[],
  { now, sendWindowMs, most }: ClaimOptions,
): Promise<Omit<Claim, 'after'>> {
  const ways = flows.map((flow) => ({ ...flow, notAfter: plusMs(now, sendWindowMs(flow.institution, flow.lease_ms)) }));
  const { rows } = await tx.query<Row>(
    `with room as materialized (
       select f.*, f.window_size - sent.all_of_them as free, f.reserve - sent.not_urgent as owed
       from unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[])
         as f(institution, window_size, reserve, not_after, lease_until)
       cross join lateral (
         select count(*) as all_of_them, count(*) filter (where not q.urgent) as not_urgent
         from queue q where q.institution = f.institution and q.state = 'dispatched') sent
     ), waiting as (
       select q.ctid, q.urgent, q.due_at, q.seq, room.*,
         row_number() over (partition by room.institution, q.urgent order by q.due_at, q.seq) as of_its_kind,
         row_number() over (partition by room.institution order by q.due_at, q.seq) as of_all
       from room cross join lateral (
         select * from ${firstInOrder('not q.urgent')} others union all select * from ${firstInOrder('q.urgent')} urgent) q
     ), in_line as (
       select *, row_number() over (partition by institution order by lane, due_at, seq) as place
       from (
         -- Some places are owed to who is not urgent, and as many are kept for who is; in all others everybody's turn comes.
         select *, case when not urgent and of_its_kind <= owed then 0 when of_all <= free - reserve then 1 when urgent then 2 end as lane
         from waiting) all_lanes
       where lane is not null
     ), picked as (
       -- where more waits than a round takes, urgent ones first, and then from everybody the first
       select * from in_line where place <= free order by not urgent, place limit $7
     )
     update queue q
     set state = 'dispatched', attempt = q.attempt + 1, not_after = picked.not_after, lease_until = picked.lease_until, dispatched_at = $6
     -- by its place in the table, which the lock holds still: the key would have to be looked up once more
     from picked where q.ctid = picked.ctid
     returning q.request_id, q.attempt, q.institution, q.urgent, greatest(0, picked.free - picked.reserve)::int as free`,
    [
      ways.map((way) => way.institution),
      ways.map((way) => way.window_size),
      // a window of one has nothing to reserve
      ways.map((way) => (way.window_size > 1 ? Math.ceil(way.window_size * way.urgent_share) : 0)),
      ways.map((way) => way.notAfter),
      ways.map((way) => plusMs(now, way.lease_ms)),
      now,
      most,
      // who is locked here is taken: nobody is locked in vain
      Math.ceil(most / ways.length),
    ],
  );
  const wayTo = new Map(ways.map((way) => [way.institution, way]));
  const requests = rows.flatMap((row) => {
    const way = wayTo.get(row.institution);
    if (way === undefined) return [];
    const { adapter_group: adapterGroup, notAfter } = way;
    const { request_id: requestId, attempt, institution, urgent: isUrgent } = row;
    return [{ requestId, attempt, institution, adapterGroup, notAfter, isUrgent }];
  });
  const taken = Map.groupBy(rows, (row) => row.institution);
  const looks = ways.map(({ institution, window_size: window }) => {
    const ofThis = taken.get(institution) ?? [];
    return { institution, window, free: ofThis[0]?.free ?? 0, taken: ofThis.length };
  });
  return { requests, looks };
}
