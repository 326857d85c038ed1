import { fast } from './bursts.mjs';

const rowsMade = 10_000_000;
const rowsBefore = 100_000;

/**
 * The burst *fast* with a hundred thousand answered requests of earlier cases in the tables, and again with ten million. The rows are made
 * by PostgreSQL itself, in the partition of the present month, where they hurt most.
 */
export const growth = {
  name: 'growth',
  about: 'the burst fast with 10 million answered requests in the tables, against 100,000',
  async run(house, options) {
    const { rows: counted } = options;
    const made = counted ?? rowsMade;
    await grow(house.database, 0, rowsBefore);
    const small = await settledRun(house, options);
    const before = await bytesOnDisk(house.database);
    await grow(house.database, rowsBefore, made);
    const bytes = Math.round(((await bytesOnDisk(house.database)) - before) / (made - rowsBefore));
    const large = await settledRun(house, options);
    return {
      ...large,
      ratio: large.cpuPerThousand / small.cpuPerThousand,
      ratioOf: 'CPU per request with ten million rows ÷ a hundred thousand',
      note: `${bytes} bytes on disk per answered request, indexes included; buffers per request ${small.buffersPerRequest.toFixed(1)} → ${large.buffersPerRequest.toFixed(1)}, × ${(large.buffersPerRequest / small.buffersPerRequest).toFixed(2)}`,
      exact: small.exact && large.exact,
    };
  },
};

/** What a table that grew at once is planned by settles in a smaller burst before. */
async function settledRun(house, options) {
  await fast.run(house, { ...options, orders: Math.ceil(options.orders / 4) });
  return fast.run(house, options);
}

async function bytesOnDisk(database) {
  const { rows } = await database.query(
    `select sum(pg_total_relation_size(inhrelid))::float8 as bytes from pg_inherits where inhparent in ('request'::regclass, 'answer'::regclass)`,
  );
  return rows[0].bytes;
}

async function grow(database, first, rows) {
  const client = await database.connect();
  try {
    await client.query('set statement_timeout = 0; set synchronous_commit = off');
    const [{ order_id: orderId, case_id: caseId }] = (await client.query('select order_id, case_id from request limit 1')).rows;
    const block = 500_000;
    // as full as pages are whose requests were all answered: the room left for answers is taken
    const { rows: leaves } = await client.query(
      `select c.oid::regclass::text as leaf, o.option_value as factor
       from pg_inherits i join pg_class c on c.oid = i.inhrelid cross join pg_options_to_table(c.reloptions) o
       where i.inhparent = 'request'::regclass and o.option_name = 'fillfactor'`,
    );
    for (const { leaf } of leaves) await client.query(`alter table ${leaf} set (fillfactor = 90)`);
    for (let from = first; from < rows; from += block) {
      await client.query(
        `with made as materialized (
           select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - 60000 - ($4::bigint - n) / 200), 12, '0') || '7' || lpad(to_hex((n % 4096)::int), 3, '0')
             || '8' || lpad(to_hex((n / 4096)::bigint % 4096), 3, '0') || lpad(to_hex(n), 12, '0'))::uuid as id, n,
             md5((n / 20)::text)::uuid as order_id, md5('c' || (n / 20)::text)::uuid as case_id
           from generate_series($1::bigint, $2::bigint) as n
         )
         insert into request (id, order_id, case_id, institution, measure, task, state, outcome, answer, answered_attempt, created_at, final_at)
         select id, order_id, case_id, 'b' || lpad((n % 20 + 1)::text, 4, '0'), 'inquire', '{"measure":"inquire"}', 'executed', 'nothing',
           jsonb_build_object('kind', 'final', 'outcome', 'nothing', 'said', repeat('x', 120), 'order', $3::text), 1, now(), now() from made`,
        [from, Math.min(rows, from + block) - 1, `${orderId} ${caseId}`, rows],
      );
    }
    for (const { leaf, factor } of leaves) await client.query(`alter table ${leaf} set (fillfactor = ${factor})`);
    await client.query('vacuum analyze request');
    await client.query('checkpoint');
  } finally {
    client.release();
  }
}
