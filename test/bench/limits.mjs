// What this machine can do at most: each request written and updated in blocks of 500 (PostgreSQL), and one HTTP call each (undici).
import path from 'node:path';
import pg from 'pg';
import { Pool } from 'undici';
import * as localPostgres from '../../scripts/local-postgres.mjs';
import { benchFolder, openLeanBank } from './house/bench-house.mjs';
import { treeSeconds } from './house/processor-time.mjs';

const block = 500;

async function timed(requests, pids, work) {
  const spent = () =>
    pids.reduce((sum, pid) => sum + treeSeconds(pid), 0) + process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
  const before = spent();
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  return {
    requests,
    seconds,
    perSecond: requests / seconds,
    cpuPerThousand: ((spent() - before) * 1000) / requests,
    exact: true,
  };
}

/** Every request inserted and then updated with its answer, 500 rows a statement, four connections, fsync on. */
export async function postgresLimit(requests = 100_000) {
  const server = await localPostgres.start({ dir: path.join(benchFolder, 'peer-postgres'), fresh: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 4 });
  try {
    await pool.query(
      'create table limits (id bigint primary key, body jsonb not null, answer jsonb, answered_at timestamptz) with (fillfactor = 70)',
    );
    const body = JSON.stringify({ measure: 'inquire', said: 'x'.repeat(250) });
    const blocks = Array.from({ length: requests / block }, (_, index) => index);
    return await timed(requests, [server.pid], async () => {
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let one = blocks.shift(); one !== undefined; one = blocks.shift()) {
            const ids = Array.from({ length: block }, (_, index) => one * block + index);
            const texts = ids.map(() => body);
            await pool.query('insert into limits (id, body) select * from unnest($1::bigint[], $2::jsonb[])', [ids, texts]);
            await pool.query(
              `update limits l set answer = t.a, answered_at = clock_timestamp() from unnest($1::bigint[], $2::jsonb[]) as t(id, a) where l.id = t.id`,
              [ids, texts],
            );
          }
        }),
      );
    });
  } finally {
    await pool.end();
    await server.stop();
  }
}

/** One call per request from one process, 200 at once, to the same bank as every engine. */
export async function httpLimit(requests = 40_000) {
  const bank = await openLeanBank();
  const pool = new Pool(bank.url, { connections: 200, pipelining: 1 });
  try {
    await bank.behave({ serviceMs: 1 });
    let next = 0;
    return await timed(requests, [], async () => {
      await Promise.all(
        Array.from({ length: 200 }, async () => {
          while (next < requests) {
            const id = next++;
            const body = JSON.stringify({ requestId: String(id), measure: 'inquire', said: 'x'.repeat(500) });
            const reply = await pool.request({
              path: `/b0001/requests/${id}`,
              method: 'PUT',
              headers: { 'content-type': 'application/json' },
              body,
            });
            await reply.body.text();
          }
        }),
      );
    });
  } finally {
    await pool.destroy();
    bank.close();
  }
}
