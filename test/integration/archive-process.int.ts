import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compiled } from './compiled.js';
import { withDatabase } from './harness/database.js';
import { closeOldCase, everyRow, relayEverything, seedOldCase } from './harness/old-rows.js';

// The command itself, in a process that can be killed. What docs/runbook.md says of it is done here.
const test = withDatabase('archive_process');
const folder = mkdtempSync(path.join(tmpdir(), 'chakong-archive-'));
const seed = Number(process.env['TEST_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
let place = '';

beforeAll(() => {
  place = compiled(['storage', 'platform', 'enforcement']);
}, 60_000);
afterAll(() => {
  for (const made of [place, folder]) rmSync(made, { recursive: true, force: true });
});

function start(args: readonly string[], limitKb?: number): ChildProcess {
  const command = path.join(place, 'libs/storage/src/archive/archive-command.js');
  const limit = limitKb === undefined ? '' : `ulimit -f ${limitKb}; `;
  return spawn('bash', ['-c', `${limit}exec "$@"`, 'archive', process.execPath, command, ...args, '--to', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: test.url },
  });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
const run = (...args: string[]) => ended(start(args));

it('is what the runbook says: asked, run, listed, read and put back', async () => {
  await test.database.query(
    `insert into person (id, name, role) values ('operator-meng', '蒙', 'operator') on conflict do nothing`,
  );
  const cases = [
    await seedOldCase(test.database, '2011-03', 150, seed),
    await seedOldCase(test.database, '2011-03', 150, seed + 1),
  ];
  for (const { caseId } of cases) await closeOldCase(test.database, caseId, '2012-01-01');
  await relayEverything(test.database);
  const before = await everyRow(test.database);

  const asked = await run('--before', '2013-01', '--dry-run');
  expect(asked).toMatchObject({ code: 0, err: '' });
  expect(asked.out).toContain('answer 2011-03: 300 rows of 2 cases\n');
  expect(asked.out).toContain('2100 rows would go. Nothing was changed.');
  expect(await everyRow(test.database)).toEqual(before);

  const moved = await run('--before', '2013-01', '--by', 'operator-meng');
  expect(moved).toMatchObject({ code: 0, err: '' });
  expect(moved.out).toContain('2100 rows in 6 files');
  expect(moved.out).toMatch(/300 of 300 rows, \d+ % of all/);

  const names = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  const listed = await run('--list');
  for (const name of names) expect(listed.out).toMatch(new RegExp(`${name} .* rows {2}whole {2}\\d+ bytes\n`));

  const answers = names.find((name) => name.startsWith('delivery-')) ?? '';
  const all = (await run('--read', answers)).out.trim().split('\n');
  const ofOne = (await run('--read', path.join(folder, answers), '--case', cases[0]?.caseId ?? '')).out.trim().split('\n');
  expect([all.length, ofOne.length]).toEqual([600, 300]);

  for (const name of names) expect(await run('--restore', name)).toMatchObject({ code: 0, err: '' });
  expect(await everyRow(test.database)).toEqual(before);
  const { rows } = await test.database.query<{ actor: string; act: string; count: bigint }>(
    `select actor, act, count(*) as count from audit where act in ('archive_rows', 'restore_rows') group by 1, 2 order by 2`,
  );
  expect(rows[0]).toEqual({ actor: 'operator-meng', act: 'archive_rows', count: 6n });
  expect(rows[1]).toMatchObject({ act: 'restore_rows', count: 6n });
}, 60_000);

it('without room on the disk it says one sentence, and every row is in a table or a file', async () => {
  const before = await everyRow(test.database);
  const full = await ended(start(['--before', '2013-01'], 8));
  expect(full.code).toBe(1);
  expect(full.err).toMatch(/^Nothing can be written to .*: no file may grow larger there\. [^\n]*\n$/);
  expect(await everyRow(test.database)).toEqual(before);
  expect(await run('--before', '2013-01')).toMatchObject({ code: 0, err: '' });
}, 60_000);

it('killed again and again it loses nothing and doubles nothing', async () => {
  const cases = [];
  for (let index = 0; index < 4; index += 1)
    cases.push(await seedOldCase(test.database, `2010-${index + 1}`.replace(/-(\d)$/, '-0$1'), 60, seed + index));
  for (const { caseId } of cases) await closeOldCase(test.database, caseId, '2011-06-01');
  await relayEverything(test.database);
  const before = await everyRow(test.database);
  let kills = 0;
  for (let pauseMs = 250; ; pauseMs += 120) {
    const child = start(['--before', '2013-01']);
    const end = ended(child);
    const timer = sleep(pauseMs).then(() => child.kill('SIGKILL'));
    const { code } = await end;
    await timer;
    if (code === 0 || kills > 30) break;
    kills += 1;
    // the server notices that the session is gone, and with it the lock
    await test.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'chakong archive' and datname = current_database()`,
    );
  }
  expect(kills).toBeGreaterThan(1);
  expect(await run('--before', '2013-01')).toMatchObject({ code: 0, out: expect.stringContaining('0 rows in 0 files') });
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.gz'))) await run('--restore', name);
  const after = await everyRow(test.database);
  for (const [table, rows] of Object.entries(before)) {
    const there = new Set(after[table]);
    expect(rows.filter((row) => !there.has(row))).toEqual([]);
    expect(there.size).toBe(after[table]?.length);
  }
}, 180_000);

it.each([
  [['--before', '2013'], /^--before 2013 is no month\. Write it as 2020-01\.\n$/],
  [['--before', '2013-01', '--by', 'nobody'], /^--by nobody names nobody who is an operator here\.\n$/],
  [[], /^npm run archive -- <what>/],
  [['--list', '--before', '2013-01'], /^npm run archive -- <what>/],
  [['--read', 'answer-2013-09-00000000.jsonl.gz'], /^There is no answer-2013-09-00000000\.json in /],
  [['--restore', 'answer-2013-09-00000000.jsonl.gz'], /^The ledger of this database knows no file/],
])('refuses %j in one sentence', async (args, sentence) => {
  const { code, err } = await run(...args);
  expect(code).toBe(1);
  expect(err).toMatch(sentence);
});
