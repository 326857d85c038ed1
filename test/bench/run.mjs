// npm run bench: what a request costs on the whole road, PostgreSQL and the broker included. CPU seconds per 1,000 requests are the
// figure to compare; rates depend on the neighbours. Every run is checked: each request answered exactly once, none sent twice.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/place.mjs';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { count, e2eCommand } from '../e2e/harness/command.mjs';
import { benchFolder, BenchHouse } from './house/bench-house.mjs';
import { httpLimit, postgresLimit } from './limits.mjs';
import { peers, runPeer } from './peers/run-peer.mjs';
import { batch, fast, faulty, slow } from './profiles/bursts.mjs';
import { freeze, rate, urgent } from './profiles/freezes.mjs';
import { growth } from './profiles/growth.mjs';
import { idle } from './profiles/idle.mjs';
import { intake } from './profiles/intake.mjs';
import { median } from './profiles/measured.mjs';
import { nation } from './profiles/nation.mjs';
import { replicas } from './profiles/replicas.mjs';
import { flameGraph } from './report/flame.mjs';
import { plot } from './report/plot.mjs';
import { markdown, summarise } from './report/table.mjs';

const profiles = [fast, batch, slow, faulty, freeze, urgent, rate, intake, idle, nation, growth, replicas];
/** Long ones, whose figure is a ratio within their own run: the first round is enough. */
const once = new Set(['faulty', 'growth', 'replicas']);
const usual = ['fast', 'batch', 'slow', 'faulty', 'freeze', 'urgent', 'rate', 'intake', 'idle'];
const peerProfiles = { fast: 1, slow: 50 };
const document = path.join(root, 'docs/performance.md');
const marks = ['<!-- written by npm run bench: begin -->', '<!-- written by npm run bench: end -->'];

function chosen(names) {
  return names.map((name) => {
    const profile = profiles.find((one) => one.name === name);
    if (profile) return profile;
    throw new PlainFailure(`There is no profile ${name}; there are: ${profiles.map((one) => one.name).join(', ')}.`);
  });
}

function tell(row) {
  const parts = Object.entries(row.parts ?? {}).map(([part, value]) => `${part} ${value.toFixed(2)}`);
  const said = [
    row.perSecond === undefined ? undefined : `${Math.round(row.perSecond)} ${row.unit ?? 'requests'}/s`,
    row.cpuPerThousand === undefined ? undefined : `${row.cpuPerThousand.toFixed(2)} CPU s/1,000 (${parts.join(', ')})`,
    row.p50 === undefined ? undefined : `p50 ${Math.round(row.p50)}, p95 ${Math.round(row.p95)}, p99 ${Math.round(row.p99)} ms`,
    row.walPerRequest === undefined
      ? undefined
      : `WAL ${Math.round(row.walPerRequest)} B, ${row.buffersPerRequest.toFixed(1)} buffers`,
    row.ratio === undefined ? undefined : `${row.ratioOf} × ${row.ratio.toFixed(2)}`,
    row.memory === undefined ? undefined : `peak MB ${Math.max(...Object.values(row.memory))}`,
    row.note,
    row.exact ? 'exactly once' : 'NOT exact',
  ];
  console.log(`${row.round}. ${row.profile} ${row.engine}: ${said.filter(Boolean).join(' · ')}`);
}

async function warm(house, seconds) {
  const until = performance.now() + seconds * 1000;
  for (let orders = 20; performance.now() < until; orders = Math.min(100, orders * 2)) await fast.run(house, { orders });
}

const houseOf = ({ name, banks = 20, takesBatches = false, alone = false }) => (alone ? name : `${banks} ${takesBatches}`);

/** Our own engine in one house for all profiles that share a directory of banks and leave the house as it was. */
async function runOurs(ofOne, settings, keep) {
  for (const group of Map.groupBy(ofOne, houseOf).values()) {
    const { banks = 20, takesBatches = false } = group[0];
    const house = new BenchHouse();
    try {
      await house.open({ banks, batch: takesBatches, ...settings });
      if (banks === 20) await warm(house, settings.warmUp);
      for (const profile of group) keep({ engine: 'chakong', profile: profile.name, ...(await profile.run(house, settings)) });
      if (settings.statements) await showStatements(house);
    } finally {
      await house.close();
    }
  }
}

/** Where PostgreSQL's time goes: needs its contrib modules. */
async function showStatements(house) {
  const { rows } = await house.database.query(
    `select calls::int, round(total_exec_time)::int as ms, round(total_plan_time)::int as planning, rows::int, wal_bytes::bigint as wal,
       shared_blks_hit + shared_blks_read as buffers, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as query
     from pg_stat_statements order by total_exec_time + total_plan_time desc limit 60`,
  );
  for (const { calls, ms, planning, rows: touched, wal, buffers, query } of rows) {
    const figures = [
      `${ms} ms`,
      `${planning} ms planning`,
      `${calls} calls`,
      `${touched} rows`,
      `${buffers} buffers`,
      `${wal} B`,
    ];
    console.log(`${figures.map((text) => text.padStart(16)).join('')}  ${query}`);
  }
}

function machineLine(lines) {
  const rounds = Math.max(...lines.map((line) => line.rounds));
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  const day = new Date().toISOString().slice(0, 10);
  return `${os.cpus().length} cores (${cpu.model.trim()}), ${memory} GiB, Node ${process.versions.node}, medians of up to ${rounds} rounds, ${day}; load average ${median(lines.map((line) => line.load ?? 2)).toFixed(1)} while measuring.`;
}

function write(lines) {
  const text = readFileSync(document, 'utf8');
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new PlainFailure(`docs/performance.md lacks its marks: ${marks.join(' … ')}.`);
  const table = markdown(lines, machineLine(lines));
  writeFileSync(document, `${text.slice(0, begin + marks[0].length)}\n\n${table}\n\n${text.slice(end)}`);
  writeFileSync(path.join(root, 'docs/performance.svg'), plot(lines));
}

await e2eCommand(
  import.meta,
  {
    profiles: { type: 'string', default: usual.join(',') },
    orders: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '30' },
    replicas: { type: 'string', default: '1' },
    peers: { type: 'boolean', default: false },
    limits: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
    flame: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    add: { type: 'boolean', default: false },
  },
  async (flags) => {
    const ours = chosen(flags.profiles.split(',').filter(Boolean));
    const rounds = count(flags.rounds, { most: 50 });
    const orders = count(flags.orders);
    const results = path.join(benchFolder, 'results');
    mkdirSync(results, { recursive: true });
    const flame = flags.flame ? path.join(benchFolder, 'flame') : undefined;
    if (flame) rmSync(flame, { recursive: true, force: true });
    const settings = {
      orders,
      flame,
      replicas: count(flags.replicas, { most: 4 }),
      warmUp: count(flags['warm-up'], { least: 0, most: 600 }),
      statements: flags.statements,
    };
    const rows = [];
    const rowsFile = path.join(results, 'rows.json');
    const earlier = flags.add ? JSON.parse(readFileSync(rowsFile, 'utf8')) : [];
    for (let round = 1; round <= rounds; round += 1) {
      const keep = (row) => {
        rows.push({ round, load: os.loadavg()[0], ...row });
        tell(rows.at(-1));
      };
      const ofRound = ours.filter(({ name }) => round === 1 || !once.has(name));
      if (ofRound.length > 0) await runOurs(ofRound, settings, keep);
      for (const { name } of flags.peers ? ours.filter((profile) => profile.name in peerProfiles) : []) {
        for (const engine of peers) {
          keep({ engine, profile: name, ...(await runPeer(engine, { orders, serviceMs: peerProfiles[name] })) });
        }
      }
      if (flags.limits) {
        keep({ engine: 'limit', profile: 'PostgreSQL, blocks of 500', ...(await postgresLimit()) });
        keep({ engine: 'limit', profile: 'HTTP, one call each', ...(await httpLimit()) });
      }
    }
    // --add: what was run before stays in the table beside what was run now
    const ran = new Set(rows.map(({ profile }) => profile));
    const all = [...earlier.filter(({ profile }) => !ran.has(profile)), ...rows];
    const lines = summarise(all);
    writeFileSync(rowsFile, JSON.stringify(all, null, 1));
    writeFileSync(path.join(results, 'table.md'), `${markdown(lines, machineLine(lines))}\n`);
    writeFileSync(path.join(results, 'plot.svg'), plot(lines));
    if (flame) {
      for (const app of ['control-1', 'adapters-banks-1', 'api']) {
        writeFileSync(path.join(results, `flame-${app}.svg`), flameGraph(path.join(flame, app)));
      }
    }
    if (flags.write) write(lines);
    console.log(`\n${markdown(lines, machineLine(lines))}\n\nRows, table and plot: ${path.relative(root, results)}`);
    return rows.every(({ exact }) => exact) ? 0 : 1;
  },
);
