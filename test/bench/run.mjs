// npm run bench: what a request costs on the whole road, PostgreSQL and the broker included. CPU seconds per 1,000 requests are the
// figure to compare; rates depend on the neighbours. Every run is checked: each request answered exactly once, none sent twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { approveSet, importCases, placeBulkInquiry } from '../e2e/harness/bulk-inquiry.mjs';
import { count, e2eCommand } from '../e2e/harness/command.mjs';
import { sampleCase } from '../e2e/harness/sample-cases.mjs';
import { BenchHouse } from './bench-house.mjs';

// A bulk inquiry waits for an approver, so a whole burst begins at one instant.
const banks = [
  'icbc',
  'abc',
  'boc',
  'ccb',
  'bocom',
  'citic',
  'ceb',
  'hxb',
  'cmbc',
  'cgb',
  'pab',
  'cmb',
  'cib',
  'spdb',
  'psbc',
  'czb',
  'bob',
  'njcb',
  'glbank',
  'gxrcu',
];
const profiles = { fast: 1, slow: 50 };

async function burst(house, first, orders) {
  const cases = Array.from({ length: orders }, (_, index) => sampleCase(first + index));
  await importCases(house.api, cases);
  const { setId } = await placeBulkInquiry(house.api, cases, banks);
  const before = { cpu: house.processorSeconds(), bank: await house.bankCounts(), wal: await wal(house) };
  const started = performance.now();
  await approveSet(house.api, setId);
  const expected = orders * banks.length;
  for (;;) {
    // by orders: counting the queue itself would cost as much as some of what is measured
    const { rows } = await house.database.query(
      `select count(*)::int as open from enforcement_order where set_id = $1 and state <> 'complete'`,
      [setId],
    );
    if (rows[0].open === 0) break;
    if (performance.now() - started > 600_000) throw new Error(`${rows[0].open} orders are still open after ten minutes.`);
    await sleep(100);
  }
  const seconds = (performance.now() - started) / 1000;
  const after = { cpu: house.processorSeconds(), bank: await house.bankCounts(), wal: await wal(house) };
  const spent = Object.fromEntries(
    Object.entries(after.cpu).map(([part, total]) => [part, ((total - before.cpu[part]) * 1000) / expected]),
  );
  return {
    requests: expected,
    perSecond: Math.round(expected / seconds),
    cpuPerThousand: Object.values(spent).reduce((sum, part) => sum + part, 0),
    ...spent,
    walPerRequest: Math.round((after.wal - before.wal) / expected),
    ...(await check(
      house,
      setId,
      expected,
      after.bank.received - before.bank.received,
      after.bank.repeated - before.bank.repeated,
    )),
  };
}

async function wal(house) {
  const { rows } = await house.database.query(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as bytes`);
  return rows[0].bytes;
}

async function check(house, setId, expected, received, repeated) {
  const { rows } = await house.database.query(
    `select count(*)::int as requests, count(*) filter (where r.state = 'executed' and r.outcome = 'nothing')::int as answered,
       (select count(*)::int from answer a where a.kind = 'final' and a.request_id in (select r2.id from request r2 join enforcement_order o2 on o2.id = r2.order_id where o2.set_id = $1)) as finals
     from request r join enforcement_order o on o.id = r.order_id where o.set_id = $1`,
    [setId],
  );
  const [{ requests, answered, finals }] = rows;
  const ok = requests === expected && answered === expected && finals === expected && received === expected && repeated === 0;
  return { ok, answered, finals, received, repeated };
}

function show(profile, round, result) {
  const cost = ['api', 'control-1', 'adapters-banks-1', 'postgresql', 'kafka']
    .map((part) => `${part} ${result[part].toFixed(2)}`)
    .join(', ');
  console.log(
    `${profile} ${round}: ${result.requests} requests, ${result.perSecond}/s, ${result.cpuPerThousand.toFixed(2)} CPU s/1,000 (${cost}), ` +
      `WAL ${result.walPerRequest} B/request, ${result.ok ? 'each answered exactly once' : `NOT exact: ${JSON.stringify(result)}`}`,
  );
}

/** Where PostgreSQL's time goes: needs its contrib modules. */
async function showStatements(house) {
  const { rows } = await house.database.query(
    `select calls::int, round(total_exec_time)::int as ms, round(total_plan_time)::int as planning, rows::int, wal_bytes::bigint as wal, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as query
     from pg_stat_statements order by total_exec_time desc limit 14`,
  );
  for (const { calls, ms, planning, rows: touched, wal: bytes, query } of rows) {
    console.log(
      `${String(ms).padStart(7)} ms ${String(planning).padStart(6)} ms planning ${String(calls).padStart(7)} calls ${String(touched).padStart(7)} rows ${String(bytes).padStart(10)} B  ${query}`,
    );
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

await e2eCommand(
  import.meta,
  {
    orders: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '3' },
    profile: { type: 'string', default: 'fast' },
    statements: { type: 'boolean', default: false },
  },
  async (flags) => {
    const orders = count(flags.orders);
    const rounds = count(flags.rounds, { most: 50 });
    const serviceMs = profiles[flags.profile];
    if (serviceMs === undefined)
      throw new Error(`There is no profile ${flags.profile}; there are: ${Object.keys(profiles).join(', ')}.`);
    const house = new BenchHouse();
    try {
      await house.open({ serviceMs, statements: flags.statements });
      if (flags.statements) await house.database.query('create extension pg_stat_statements');
      // warm: code compiled, caches filled, partitions made
      show('warm-up', 0, await burst(house, 1, Math.min(orders, 100)));
      const results = [];
      for (let round = 1; round <= rounds; round += 1) {
        const result = await burst(house, round * 100_000, orders);
        results.push(result);
        show(flags.profile, round, result);
      }
      const of = (name) => median(results.map((result) => result[name]));
      console.log(
        `median of ${rounds}: ${of('perSecond')}/s, ${of('cpuPerThousand').toFixed(2)} CPU s/1,000, peak memory MB ${JSON.stringify(house.peakMemory())}`,
      );
      if (flags.statements) await showStatements(house);
      return results.every(({ ok }) => ok) ? 0 : 1;
    } finally {
      await house.close();
    }
  },
);
