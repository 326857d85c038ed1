import { type Queryable } from '../database.js';

/** What is on its way and not urgent, by group of adapters. */
export async function dispatchedByGroup(queryable: Queryable): Promise<Map<string, number>> {
  const { rows } = await queryable.query<{ adapter_group: string; requests: number }>(
    `select f.adapter_group, sum(sent.requests)::int as requests
     from (select institution, sum(open) as requests from queue where state = 'dispatched' and not urgent group by institution) sent
     join institution_flow f using (institution)
     group by f.adapter_group`,
  );
  return new Map(rows.map((row) => [row.adapter_group, row.requests]));
}
