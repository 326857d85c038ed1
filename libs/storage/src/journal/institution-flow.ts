import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';

/** How much control may dispatch to an institution now, as the adapter that owns it sees it. */
export interface InstitutionFlow {
  readonly institution: string;
  readonly group: string;
  readonly windowSize: number;
  readonly urgentShare: number;
  readonly breaker: 'closed' | 'open' | 'half_open';
  /** Until then an open breaker lets nothing through. */
  readonly openUntil: MachineTime | undefined;
  readonly leaseMs: number;
}

/**
 * Writes rows only where they would say something else: control's claim locks them, and a needless write would make claims wait. Of several
 * flows of one institution the last counts. Returns how many rows say something else now.
 */
export async function reportFlows(database: Queryable, flows: readonly InstitutionFlow[], at: MachineTime): Promise<number> {
  // by code, so that two processes that report on the same institutions wait for each other in one order
  const sorted = [...new Map(flows.map((flow) => [flow.institution, flow])).values()].sort((one, other) =>
    one.institution < other.institution ? -1 : 1,
  );
  const { rowCount } = await database.query(
    `insert into institution_flow as f
       (institution, adapter_group, window_size, urgent_share, breaker, open_until, lease_ms, updated_at)
     select institution, adapter_group, window_size, urgent_share, breaker, open_until, lease_ms, $8
     from unnest($1::text[], $2::text[], $3::int[], $4::float8[], $5::text[], $6::timestamptz[], $7::int[])
       as t(institution, adapter_group, window_size, urgent_share, breaker, open_until, lease_ms)
     on conflict (institution) do update set
       adapter_group = excluded.adapter_group, window_size = excluded.window_size, urgent_share = excluded.urgent_share,
       breaker = excluded.breaker, open_until = excluded.open_until, lease_ms = excluded.lease_ms, updated_at = excluded.updated_at
     where (f.adapter_group, f.window_size, f.urgent_share, f.breaker, f.open_until, f.lease_ms) is distinct from
       (excluded.adapter_group, excluded.window_size, excluded.urgent_share, excluded.breaker, excluded.open_until, excluded.lease_ms)`,
    [
      sorted.map((flow) => flow.institution),
      sorted.map((flow) => flow.group),
      sorted.map((flow) => flow.windowSize),
      sorted.map((flow) => flow.urgentShare),
      sorted.map((flow) => flow.breaker),
      sorted.map((flow) => flow.openUntil ?? null),
      sorted.map((flow) => flow.leaseMs),
      at,
    ],
  );
  // wakes the dispatcher: there may be room now
  if ((rowCount ?? 0) > 0) await database.query(`select pg_notify('institution_flow', '')`);
  return rowCount ?? 0;
}

/** Of these institutions the shut ones whose row nobody has written since `before`: who shut it may have gone without opening it again. */
export async function longShut(database: Queryable, institutions: readonly string[], before: MachineTime): Promise<string[]> {
  const { rows } = await database.query<{ institution: string }>(
    'select institution from institution_flow where window_size = 0 and updated_at < $1 and institution = any($2::text[])',
    [before, institutions],
  );
  return rows.map((row) => row.institution);
}
