import { type Queryable } from '../database.js';

export interface InstitutionLoad {
  readonly institution: string;
  readonly window_size: number | null;
  readonly breaker: 'closed' | 'open' | 'half_open' | null;
  readonly open_until: Date | null;
  readonly queued: number;
  readonly in_flight: number;
}

/** How each institution stands now: window and breaker as its adapter wrote them, and its part of the queue. */
export async function institutionLoads(tx: Queryable): Promise<ReadonlyMap<string, InstitutionLoad>> {
  const { rows } = await tx.query<InstitutionLoad>(
    `select coalesce(f.institution, q.institution) as institution, f.window_size, f.breaker, f.open_until,
       coalesce(q.queued, 0) as queued, coalesce(q.in_flight, 0) as in_flight
     from institution_flow f full join (
       select institution, sum(open) filter (where state = 'queued')::int as queued,
         sum(open) filter (where state = 'dispatched')::int as in_flight
       from queue group by institution) q on q.institution = f.institution`,
  );
  return new Map(rows.map((row) => [row.institution, row]));
}
