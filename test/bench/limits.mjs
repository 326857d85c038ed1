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

const schema = `
  create table orders (id bigint primary key, debtor_id text not null, amount numeric(18,2) not null, n int not null,
    submitted_at timestamptz not null, accepted_at timestamptz not null default clock_timestamp(), closed_at timestamptz);
  create table requests (order_id bigint not null, bank smallint not null, status smallint not null default 0, body jsonb not null, answer jsonb,
    answered_at timestamptz, writes smallint not null default 0, primary key (order_id, bank)) with (fillfactor = 70);`;
const insert = {
  name: 'insert',
  text: `with o as (insert into orders (id, debtor_id, amount, n, submitted_at) select * from unnest($1::bigint[], $2::text[], $3::numeric[], $4::int[], $5::timestamptz[]))
         insert into requests (order_id, bank, body) select * from unnest($6::bigint[], $7::smallint[], $8::jsonb[])`,
};
const answer = {
  name: 'answer',
  text: `update requests r set status = 1, answer = t.a, answered_at = clock_timestamp(), writes = writes + 1
         from unnest($1::bigint[], $2::smallint[], $3::jsonb[]) as t(o, b, a) where r.order_id = t.o and r.bank = t.b and r.status = 0`,
};
const bodyOf = (id, bank) =>
  JSON.stringify({
    requestId: `${id}-${bank}`,
    orderId: id,
    caseNo: `(2026)京0101执${id}号`,
    measure: 'FREEZE',
    debtor: { id: '110101195000000001', idType: 'CN_RESIDENT', name: '张伟' },
    amount: '125000.00',
    ccy: 'CNY',
    court: '北京市东城区人民法院',
    judge: '李敏',
    deadline: '2026-12-31T00:00:00Z',
  });
const answerOf = (id, bank) =>
  JSON.stringify({
    requestId: `${id}-${bank}`,
    bank,
    result: 'FROZEN',
    frozenAmount: '125000.00',
    balance: '183220.41',
    accounts: [{ no: '6222020200012345678', ccy: 'CNY', frozen: '125000.00' }],
    receipt: `R${id}`,
    at: '2026-01-01T00:00:00.000Z',
  });

/**
 * Every request inserted with its order and then updated with its answer of 250 bytes, 500 rows a statement, four connections, fsync on; the
 * parameters are made before, so that the driver and PostgreSQL alone are timed. The limit the goals are set on.
 */
export async function postgresLimit(requests = 200_000) {
  const server = await localPostgres.start({ dir: path.join(benchFolder, 'peer-postgres'), fresh: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 4 });
  // a session that is being ended meets the end of its server
  pool.on('error', () => undefined);
  try {
    await pool.query(schema);
    const blocks = Array.from({ length: requests / block }, (_, index) => blockOf(1 + index * (block / 20)));
    const drive = async (statement, valuesOf) => {
      const waiting = [...blocks];
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
            await pool.query({ ...statement, values: valuesOf(one) });
          }
        }),
      );
    };
    return await timed(requests, [server.pid], async () => {
      await drive(insert, (one) => one.inserted);
      await drive(answer, (one) => one.answered);
    });
  } finally {
    await pool.end();
    await server.stop();
  }
}

function blockOf(first) {
  const ids = Array.from({ length: block / 20 }, (_, index) => first + index);
  const rows = ids.flatMap((id) => Array.from({ length: 20 }, (_, bank) => [id, bank]));
  const keys = [rows.map(([id]) => id), rows.map(([, bank]) => bank)];
  const at = new Date();
  return {
    inserted: [
      ids,
      ids.map((id) => `11010119${5_000_000_000 + id}`),
      ids.map(() => '125000.00'),
      ids.map(() => 20),
      ids.map(() => at),
      ...keys,
      rows.map(([id, bank]) => bodyOf(id, bank)),
    ],
    answered: [...keys, rows.map(([id, bank]) => answerOf(id, bank))],
  };
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
