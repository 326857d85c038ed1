import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Database, type Queryable } from '../database.js';
import { dissolveBlocks } from './blocks.js';

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
  readonly isSpared?: (institution: string) => boolean;
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
  /** Who comes first of those that are not urgent, and for how many inquiries it stands; null where only urgent ones wait. */
  first_id: string | null;
  first: number | null;
  has_urgent: boolean;
}

/**
 * Takes what may be sent now: per institution its window less what is dispatched, in the order of dueAt, at most one measure per
 * account in flight; a block of inquiries whole or not yet. Exact with any number of replicas: who holds the flow row counts, the others
 * skip the institution.
 */
export async function claimRequests(database: Database, options: ClaimOptions): Promise<Claim> {
  return database.steady.transaction(async (tx) => {
    // The claim walks the index in its order and stops; to fetch and sort all that waits would cost more with every request in the queue.
    await tx.query('set local enable_sort = off');
    const { institutions, after } = await lookAround(tx, options);
    const locked = institutions.length === 0 ? [] : await lockFlows(tx, institutions, options.now);
    if (locked.length === 0) return { requests: [], looks: [], after };
    const flows = await dissolveWhatWouldStarve(tx, locked);
    // A statement of its own: its snapshot is younger than the locks, so it counts what the last holder dispatched.
    return { ...(await claimUnder(tx, flows, options)), after };
  });
}

const nextWaiting = (only: string, from: string) =>
  `select institution from queue where state = 'queued' and ${only} and institution > ${from} order by institution limit 1`;

/** Whom something waits for: from one to the next in the index of those who wait, whatever the number of institutions and requests. */
async function lookAround(tx: Queryable, { most, isSpared = () => false, after = '' }: ClaimOptions) {
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
  return {
    institutions: [...new Set([...usual.filter((institution) => !isSpared(institution)), ...pressing])],
    after: usual.length < atOnce ? '' : (usual.at(-1) ?? ''),
  };
}

/** SQL: that `q` may be sent at the time `now`; `only` says which of them. */
const mayGo = (only: string, now: string) => `q.state = 'queued' and ${only} and not q.stayed and not q.withdrawn
         and (q.not_before is null or q.not_before <= ${now})
         -- seq is given before commit: an earlier one may become visible when a later one is on its way already
         and (q.account_key is null or not exists (
           select from queue other where other.account_key = q.account_key and other.request_id <> q.request_id
             and (other.seq < q.seq or other.state <> 'queued')))`;

/** The first in the claim's order, not any: that is where the index is walked and left at once. */
const first = (only: string) => `lateral (
       select q.request_id, q.open from queue q where q.institution = f.institution and ${mayGo(only, '$1')}
       order by q.due_at, q.seq limit 1)`;

async function lockFlows(tx: Queryable, institutions: readonly string[], now: MachineTime): Promise<Flow[]> {
  const { rows } = await tx.query<Flow>(
    `select institution, adapter_group, window_size, urgent_share::float8 as urgent_share, lease_ms,
       usual.request_id as first_id, usual.open as first, pressing.request_id is not null as has_urgent
     from institution_flow f
     left join ${first('not q.urgent')} usual on true
     left join ${first('q.urgent')} pressing on true
     where institution = any($2::text[]) and window_size > 0 and (breaker <> 'open' or open_until <= $1)
       and not exists (select from switch s where s.scope = 'institution:' || f.institution and not s.is_on)
       and (usual.request_id is not null or pressing.request_id is not null)
     order by institution
     for no key update of f skip locked`,
    [now, institutions],
  );
  return rows;
}

/** Places that are kept for urgent requests; a window of one has nothing to keep. */
function reserveOf({ window_size: window, urgent_share: share }: Flow): number {
  return window > 1 ? Math.ceil(window * share) : 0;
}

/**
 * A block made for a window that has become too narrow for it would wait for ever, and all behind it. And where urgent requests wait, the places that
 * are owed to others come free one by one: a block would never find enough of them at once.
 */
async function dissolveWhatWouldStarve(tx: Queryable, flows: readonly Flow[]): Promise<readonly Flow[]> {
  const starving = flows.flatMap((flow) => {
    const size = flow.first ?? 1;
    return size > 1 && (flow.has_urgent || size > flow.window_size - reserveOf(flow)) ? (flow.first_id ?? []) : [];
  });
  const dissolved = await dissolveBlocks(tx, starving, 'skip locked');
  return flows.map((flow) => (dissolved.has(flow.first_id ?? '') ? { ...flow, first: 1 } : flow));
}

interface Row {
  request_ids: string[];
  attempt: number;
  institution: string;
  urgent: boolean;
  free: number;
}

/** SQL: of the places of a window, those that somebody who is not urgent may take. */
const FOR_USUAL = 'least(room.free, greatest(room.owed, room.free - room.reserve))';

/** The first that may be sent, by dueAt, as many as there is `room` for, which is SQL like `only`. */
const firstInOrder = (only: string, room: string, each: string) => `(
       select ctid, urgent, due_at, seq, open from queue q
       where q.institution = room.institution and ${mayGo(only, '$6')}
       order by due_at, seq
       limit greatest(0, least(${room} / ${each}, greatest(1, $8 / ${each})))
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
       from unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[], $9::int[])
         as f(institution, window_size, reserve, not_after, lease_until, first)
       cross join lateral (
         select coalesce(sum(q.open), 0) as all_of_them, coalesce(sum(q.open) filter (where not q.urgent), 0) as not_urgent
         from queue q where q.institution = f.institution and q.state = 'dispatched') sent
     ), waiting as (
       select q.ctid, q.urgent, q.due_at, q.seq, q.open, room.*,
         -- by rows: those that were a block have one seq
         sum(q.open) over (partition by room.institution, q.urgent order by q.due_at, q.seq rows unbounded preceding) as of_its_kind,
         sum(q.open) over (partition by room.institution order by q.due_at, q.seq rows unbounded preceding) as of_all
       from room cross join lateral (
         select * from ${firstInOrder('not q.urgent', FOR_USUAL, 'room.first')} others
         union all select * from ${firstInOrder('q.urgent', 'room.free', '1')} urgent) q
     ), in_line as (
       select *, sum(open) over (partition by institution order by lane, due_at, seq rows unbounded preceding) as place
       from (
         -- Some places are owed to who is not urgent, and as many are kept for who is; in all others everybody's turn comes.
         select *, case when not urgent and of_its_kind <= owed then 0 when of_all <= free - reserve then 1 when urgent then 2 end as lane
         from waiting) all_lanes
       where lane is not null
     ), picked as (
       -- where more waits than a round takes, urgent ones first, and then from everybody the first
       select * from (
         select *, sum(open) over (order by not urgent, place rows unbounded preceding) as of_the_round from in_line where place <= free) fitting
       where of_the_round <= greatest($7, open)
     )
     update queue q
     set state = 'dispatched', attempt = q.attempt + 1, not_after = picked.not_after, lease_until = picked.lease_until, dispatched_at = $6
     -- by its place in the table, which the lock holds still: the key would have to be looked up once more
     from picked where q.ctid = picked.ctid
     returning coalesce(q.inquiries, array[q.request_id]) as request_ids, q.attempt, q.institution, q.urgent, greatest(0, picked.free - picked.reserve)::int as free`,
    [
      ways.map((way) => way.institution),
      ways.map((way) => way.window_size),
      ways.map(reserveOf),
      ways.map((way) => way.notAfter),
      ways.map((way) => plusMs(now, way.lease_ms)),
      now,
      most,
      // who is locked here is taken, but for blocks behind one that is smaller
      Math.ceil(most / ways.length),
      // what follows is taken to be as large as the first: where it is smaller, the next round takes the rest
      ways.map((way) => way.first ?? 1),
    ],
  );
  const wayTo = new Map(ways.map((way) => [way.institution, way]));
  const requests = rows.flatMap((row) => {
    const way = wayTo.get(row.institution);
    if (way === undefined) return [];
    const { adapter_group: adapterGroup, notAfter } = way;
    const { attempt, institution, urgent: isUrgent } = row;
    return row.request_ids.map((requestId) => ({ requestId, attempt, institution, adapterGroup, notAfter, isUrgent }));
  });
  const byInstitution = Map.groupBy(rows, (row) => row.institution);
  const looks = ways.map(({ institution, window_size: window }) => {
    const ofThis = byInstitution.get(institution) ?? [];
    const taken = ofThis.reduce((sum, row) => sum + row.request_ids.length, 0);
    return { institution, window, free: ofThis[0]?.free ?? 0, taken };
  });
  return { requests, looks };
}
