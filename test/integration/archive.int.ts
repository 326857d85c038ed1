import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asMachine } from '#platform/clocks.js';
import { archive, type ArchiveOptions, whatMayGo } from '#storage/archive/archive.js';
import { readBatches } from '#storage/archive/batches.js';
import { listing } from '#storage/archive/listing.js';
import { readManifest } from '#storage/archive/manifest.js';
import { monthOf } from '#storage/archive/month.js';
import { restore } from '#storage/archive/restore.js';
import { asTheArchive } from '#storage/archive/session.js';
import { type Queryable } from '#storage/database.js';
import { readRetention } from '#storage/law/retention-file.js';
import { withDatabase } from './harness/database.js';
import { closeOldCase, countOf, everyRow, relayEverything, seedOldCase } from './harness/old-rows.js';

const test = withDatabase('archive');
const seed = Number(process.env['TEST_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const by = { id: 'operator-meng', role: 'operator' } as const;
const now = () => asMachine(new Date('2031-06-10T02:00:00Z'));
const retention = readRetention('config/law');
const PER_CASE = 7;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakong-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const month = (text: string) => monthOf(text) ?? ('never' as never);
const options = (more: Partial<ArchiveOptions> = {}): ArchiveOptions => ({
  ...{ before: month('2020-01'), folder, by, retention, now, tell: () => undefined, mostRows: 5 },
  ...more,
});
const run = (more: Partial<ArchiveOptions> = {}) => asTheArchive(test.url, (session) => archive(session, options(more)));
const putBack = (name: string, step?: (name: string) => void) =>
  asTheArchive(test.url, (session) =>
    restore(session, name, { folder, by, now, tell: () => undefined, ...(step === undefined ? {} : { step }) }),
  );
const files = () => readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
const putAllBack = async () => {
  for (const name of files()) await putBack(name);
};
const partition = async (name: string) =>
  (await test.database.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name])).rows[0]?.there;

/** Two cases that are over and one that lives, all of the same month. */
async function aMonth(name: string) {
  const over = [
    await seedOldCase(test.database, name, PER_CASE, seed),
    await seedOldCase(test.database, name, PER_CASE, seed + 1),
  ];
  const live = await seedOldCase(test.database, name, PER_CASE, seed + 2);
  for (const one of over) await closeOldCase(test.database, one.caseId, '2019-12-20');
  await relayEverything(test.database);
  return { over, live };
}

describe(`seed ${seed}`, () => {
  it('gives back every row as it was, to the last digit and microsecond, and leaves live cases alone', async () => {
    const { over, live } = await aMonth('2019-11');
    const before = await everyRow(test.database);
    const done = await run();
    // request, answer, journal, event, audit once and delivery twice per request
    expect(done.rows).toBe(2 * PER_CASE * 7);
    const meanwhile = await everyRow(test.database);
    expect(countOf(meanwhile)).toBe(countOf(before) - done.rows);
    expect(meanwhile['request']?.every((row) => row.includes(live.caseId))).toBe(true);
    expect(await partition('request_201911')).toBe(true);

    for (const name of files()) {
      const manifest = await readManifest(folder, name);
      let rows = 0;
      for await (const lines of readBatches(folder, name, manifest.batches)) {
        for (const line of lines) expect(over.map(({ caseId }) => caseId)).toContain(JSON.parse(line).case_id);
        rows += lines.length;
      }
      expect(rows).toBe(manifest.rows);
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
    const { rows: acts } = await test.database.query<{
      actor: string;
      subject_id: string;
      facts: { rows: number; sha256: string };
    }>(`select actor, subject_id, facts from audit where act = 'archive_rows' order by subject_id`);
    expect(acts.map((act) => act.subject_id)).toEqual(files().sort());
    expect(acts.every((act) => act.actor === by.id && act.facts.sha256.length === 64)).toBe(true);

    await putAllBack();
    expect(await everyRow(test.database)).toEqual(before);
    for (const name of files()) expect(await putBack(name)).toBe(0);
    expect(await everyRow(test.database)).toEqual(before);
    // and out again, into files of their own
    expect((await run()).rows).toBe(done.rows);
    expect(files()).toHaveLength(2 * 6);
  });

  it('does nothing twice', async () => {
    const before = await everyRow(test.database);
    expect(await run()).toMatchObject({ rows: 0, files: 0 });
    expect(await everyRow(test.database)).toEqual(before);
  });

  it('drops the partitions of a month that is empty, and makes them again for a restore', async () => {
    const one = await seedOldCase(test.database, '2018-03', PER_CASE, seed + 3);
    await closeOldCase(test.database, one.caseId, '2019-01-31');
    await relayEverything(test.database);
    const before = await everyRow(test.database);
    const { droppedPartitions } = await run();
    expect(droppedPartitions).toEqual(['answer_201803', 'delivery_201803', 'exchange.journal_201803', 'request_201803']);
    expect(await partition('exchange.journal_201803')).toBe(false);
    await putAllBack();
    expect(await everyRow(test.database)).toEqual(before);
    await run();
  });

  const STEPS = [
    'file named',
    'file open',
    'rows taken',
    'batch on disk',
    'before commit',
    'committed',
    'manifest written',
    'file closed',
  ];

  it.each(STEPS.flatMap((name) => [1, 2, 5].map((nth) => [name, nth] as const)))(
    'stopped at "%s", the time number %i, and run again, it has every row once',
    async (name, nth) => {
      await aMonth('2017-05');
      const before = await everyRow(test.database);
      let times = 0;
      const stopped = run({ step: (at) => stopAt(at === name && ++times === nth) });
      await expect(stopped).rejects.toThrow('stopped here');
      await everyRowOnce(before);
      await run();
      await everyRowOnce(before);
      expect(countOf(before) - countOf(await everyRow(test.database))).toBe(2 * PER_CASE * 7);

      for (const file of files()) {
        let steps = 0;
        await expect(putBack(file, () => stopAt(++steps === Math.min(nth, 2)))).rejects.toThrow('stopped here');
        await everyRowOnce(before);
      }
      await putAllBack();
      expect(await everyRow(test.database)).toEqual(before);
      await run();
    },
  );

  it('ends between two batches when it is asked to, and goes on the next time', async () => {
    await aMonth('2016-02');
    const stop = new AbortController();
    const first = await run({ stop: stop.signal, tell: () => stop.abort() });
    expect(first).toMatchObject({ isStopped: true, rows: 5 });
    expect((await run()).rows).toBe(2 * PER_CASE * 7 - 5);
    expect(files()).toHaveLength(6);
  });
});

function stopAt(isHere: boolean): void {
  if (isHere) throw new Error('stopped here');
}

/** Whatever is not in the tables is in a batch the ledger knows, and can be read from there. */
async function everyRowOnce(before: Record<string, string[]>): Promise<void> {
  const { rows } = await test.database.query<{ name: string; rows: number; bytes: number; sha256: string; out: boolean }>(
    `select f.name, b.rows, b.bytes, b.sha256, b.restored_at is null as out from archive_file f join archive_batch b on b.file_id = f.id
     order by f.name, b.place`,
  );
  const inFiles = [...Map.groupBy(rows, ({ name }) => name)].filter(([name]) => existsSync(join(folder, name)));
  let read = 0;
  for (const [name, batches] of inFiles) {
    let index = 0;
    try {
      for await (const lines of readBatches(folder, name, batches)) read += batches[index++]?.out === true ? lines.length : 0;
    } catch (error) {
      // what was added after the last commit is cut off by the next run
      if (!(error as Error).message.includes('after its last batch')) throw error;
    }
  }
  expect(countOf(await everyRow(test.database)) + read).toBe(countOf(before));
}

describe('what keeps a case in the tables', () => {
  const going = async () =>
    (await asTheArchive(test.url, (session) => whatMayGo(session, options()))).reduce((sum, { rows }) => sum + rows, 0);

  it.each([
    ['it is open', `update enforcement_case set state = 'open', closed_on = null where id = $1`],
    ['it is dormant and watched', `update enforcement_case set state = 'dormant', closed_on = null where id = $1`],
    ['it was closed too late', `update enforcement_case set closed_on = '2020-01-01' where id = $1`],
    [
      'a request of it waits',
      `update request set state = 'open', final_at = null where id = (select id from request where case_id = $1 limit 1)`,
    ],
    [
      'a watch goes on',
      `insert into watch (id, case_id, anchor, until, created_at) values (gen_random_uuid(), $1, '2019-01-01', '2024-01-01', '2019-01-01')`,
    ],
    [
      'a request needs a person',
      `insert into attention (id, request_id, case_id, institution, reason, detail, opened_at)
       select gen_random_uuid(), id, case_id, institution, 'contradiction', '', created_at from request where case_id = $1 limit 1`,
    ],
    [
      'its freeze goes on under another case',
      `insert into account_freeze (id, case_id, order_id, party_id, institution, account, account_key, state, cap_fen, caught_fen, from_date, until_date, reported_at)
       select r.id, (select id from enforcement_case where id <> $1 limit 1), r.order_id, o.party_id, 'icbc', '6222', 1, 'active', 1, 1, '2019-01-01', '2030-01-01', r.created_at
       from request r join enforcement_order o on o.id = r.order_id where r.case_id = $1 limit 1`,
    ],
    ['an order of it is not final', `update enforcement_order set state = 'running' where case_id = $1`],
  ])('%s', async (_why, sql) => {
    const one = await seedOldCase(test.database, '2015-01', 2, seed);
    await closeOldCase(test.database, one.caseId, '2016-01-01');
    await relayEverything(test.database);
    expect(await going()).toBe(2 * 7);
    await test.database.query(sql, [one.caseId]);
    expect(await going()).toBe(0);
    await test.database.query(`update enforcement_case set state = 'dormant', closed_on = null where id = $1`, [one.caseId]);
  });

  it('events other systems have not heard of stay', async () => {
    await test.database.query('delete from relay_position');
    const one = await seedOldCase(test.database, '2015-02', 2, seed);
    await closeOldCase(test.database, one.caseId, '2016-01-01');
    expect(await going()).toBe(2 * 6);
    await test.database.query(`update enforcement_case set state = 'dormant', closed_on = null where id = $1`, [one.caseId]);
  });

  it('audit stays its ten years when the rest goes after five', async () => {
    const one = await seedOldCase(test.database, '2024-02', 2, seed);
    await closeOldCase(test.database, one.caseId, '2025-01-01');
    await relayEverything(test.database);
    const portions = await asTheArchive(test.url, (session) => whatMayGo(session, options({ before: month('2026-01') })));
    expect(portions.map(({ table, month: of }) => `${table} ${of}`)).toEqual(
      ['answer', 'delivery', 'journal', 'request', 'event'].map((table) => `${table} 2024-02`),
    );
    await test.database.query(`update enforcement_case set state = 'dormant', closed_on = null where id = $1`, [one.caseId]);
  });
});

describe('refuses in one sentence, and changes nothing', () => {
  beforeEach(async () => {
    await aMonth('2014-07');
  });
  afterEach(async () => {
    await run();
  });

  const unchanged = async (work: () => Promise<unknown>, sentence: RegExp) => {
    const before = await everyRow(test.database);
    const ledger = await listing(test.database as Queryable, folder);
    await expect(work()).rejects.toThrow(sentence);
    expect(await everyRow(test.database)).toEqual(before);
    expect(await listing(test.database as Queryable, folder)).toEqual(ledger);
  };

  it('a month younger than the retention', () =>
    unchanged(() => run({ before: month('2026-07') }), /too young: rows of a case stay 5 years .* is 2026-06\.$/));

  it('a second archive beside the first', () =>
    unchanged(() => asTheArchive(test.url, () => run()), /Another archive command is running on this database/));

  it('a folder that is a file', () => {
    writeFileSync(join(folder, 'file'), '');
    return unchanged(() => run({ folder: join(folder, 'file') }), /Nothing can be written to .*: that is no folder\./);
  });

  it('a change of the audit that is not the archive', async () => {
    await expect(test.database.query('delete from audit')).rejects.toThrow(/append-only/);
    await expect(test.database.query('update event set actor = actor')).rejects.toThrow(/append-only/);
    await expect(test.database.query('truncate audit')).rejects.toThrow(/append-only/);
  });
});

describe('a file that is not as it was written', () => {
  const tampered = async (spoil: (name: string, bytes: Buffer) => void, sentence: RegExp) => {
    const one = await seedOldCase(test.database, '2013-09', PER_CASE, seed);
    await closeOldCase(test.database, one.caseId, '2014-01-01');
    await relayEverything(test.database);
    await run();
    const name = files().find((file) => file.startsWith('answer-')) ?? '';
    const whole = readFileSync(join(folder, name));
    const before = await everyRow(test.database);
    spoil(name, Buffer.from(whole));
    await expect(putBack(name)).rejects.toThrow(sentence);
    expect(await everyRow(test.database)).toEqual(before);
    writeFileSync(join(folder, name), whole);
    await run();
  };

  it('changed in the middle', () =>
    tampered((name, bytes) => {
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
      writeFileSync(join(folder, name), bytes);
    }, /^answer-2013-09-\w+\.jsonl\.gz, batch 2 \(lines 6 to 7\): it(s digest is \w+, and \w+ was written| cannot be unpacked)/));
  it('cut short', () =>
    tampered((name, bytes) => truncateSync(join(folder, name), bytes.length - 7), /batch 2 .*: the file ends 7 bytes too early/));
  it('made longer', () =>
    tampered((name, bytes) => writeFileSync(join(folder, name), Buffer.concat([bytes, bytes])), /bytes after its last batch/));
  it('with another manifest', () =>
    tampered((name) => {
      const manifest = join(folder, name.replace('.jsonl.gz', '.json'));
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"rows": 7', '"rows": 8'));
    }, /says rows 8, and the ledger 7/));
  it('gone', () => tampered((name) => rmSync(join(folder, name)), /There is no file answer-/));
  it('of another house', async () => {
    await expect(putBack('answer-2013-09-00000000.jsonl.gz')).rejects.toThrow(/The ledger of this database knows no file/);
  });
});
