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

/** Writes the row only where it would say something else: control's claim locks it, and a needless write would make claims wait. */
export async function reportFlow(database: Queryable, flow: InstitutionFlow, at: MachineTime): Promise<boolean> {
  const { rowCount } = await database.query(
    `insert into institution_flow as f
       (institution, adapter_group, window_size, urgent_share, breaker, open_until, lease_ms, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (institution) do update set
       adapter_group = excluded.adapter_group, window_size = excluded.window_size, urgent_share = excluded.urgent_share,
       breaker = excluded.breaker, open_until = excluded.open_until, lease_ms = excluded.lease_ms, updated_at = excluded.updated_at
     where (f.adapter_group, f.window_size, f.urgent_share, f.breaker, f.open_until, f.lease_ms) is distinct from
       (excluded.adapter_group, excluded.window_size, excluded.urgent_share, excluded.breaker, excluded.open_until, excluded.lease_ms)`,
    [flow.institution, flow.group, flow.windowSize, flow.urgentShare, flow.breaker, flow.openUntil ?? null, flow.leaseMs, at],
  );
  // wakes the dispatcher: there may be room now
  if (rowCount === 1) await database.query(`select pg_notify('institution_flow', '')`);
  return rowCount === 1;
}

/** Of these institutions the shut ones whose row nobody has written since `before`: who shut it may have gone without opening it again. */
export async function longShut(database: Queryable, institutions: readonly string[], before: MachineTime): Promise<string[]> {
  const { rows } = await database.query<{ institution: string }>(
    'select institution from institution_flow where window_size = 0 and updated_at < $1 and institution = any($2::text[])',
    [before, institutions],
  );
  return rows.map((row) => row.institution);
}
