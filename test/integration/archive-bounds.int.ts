import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asMachine } from '#platform/clocks.js';
import { archive, type ArchiveOptions } from '#storage/archive/archive.js';
import { readManifest } from '#storage/archive/manifest.js';
import { monthOf } from '#storage/archive/month.js';
import { restore } from '#storage/archive/restore.js';
import { asTheArchive } from '#storage/archive/session.js';
import { holdCasesOver } from '#storage/cases/settled.js';
import { readRetention } from '#storage/law/retention-file.js';
import { newId } from '#storage/new-id.js';
import { withDatabase } from './harness/database.js';
import { closeOldCase, everyRow, relayEverything, seedOldCase } from './harness/old-rows.js';

const test = withDatabase('archive_bounds');
const by = { id: 'operator-meng', role: 'operator' } as const;
const now = () => asMachine(new Date('2031-06-10T02:00:00Z'));
const before = monthOf('2020-01') ?? ('never' as never);
const MEGABYTE = 1024 * 1024;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'chakong-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (more: Partial<ArchiveOptions> = {}) =>
  asTheArchive(test.url, (session) =>
    archive(session, { before, folder, by, retention: readRetention('config/law'), now, tell: () => undefined, ...more }),
  );
const files = (table: string) => readdirSync(folder).filter((name) => name.startsWith(table) && name.endsWith('.jsonl.gz'));

async function closedCase(month: string, rows: number) {
  const one = await seedOldCase(test.database, month, rows, 7);
  await closeOldCase(test.database, one.caseId, '2019-06-30');
  await relayEverything(test.database);
  return one;
}

describe('the archive at its bounds', () => {
  it('writes pages nobody could read in batches that fit, and gives them back', async () => {
    const { requestIds } = await closedCase('2015-01', 4);
    await test.database.query('update exchange.journal set raw = $2 where request_id = any($1::uuid[])', [
      requestIds,
      Buffer.alloc(6 * MEGABYTE, 0xe6),
    ]);
    const all = await everyRow(test.database);
    await run();
    const [name] = files('journal');
    const { batches, rows } = await readManifest(folder, name ?? '');
    expect(rows).toBe(4);
    // each becomes twelve megabytes of text
    expect(batches.map((batch) => batch.rows)).toEqual([1, 1, 1, 1]);
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.gz'))) {
      await asTheArchive(test.url, (session) => restore(session, file, { folder, by, now, tell: () => undefined }));
    }
    expect(await everyRow(test.database)).toEqual(all);
    await run();
    // tens of megabytes through gzip, disk and database, several times over
  }, 90_000);

  it('closes a file a migration has overtaken, and goes on in one that knows the new column', async () => {
    await closedCase('2015-02', 6);
    const stop = new AbortController();
    await run({ mostRows: 2, stop: stop.signal, tell: () => stop.abort() });
    expect(files('answer')).toHaveLength(1);
    await test.database.query(`alter table answer add column seal text default 'kept'`);
    try {
      await run({ mostRows: 2 });
      const manifests = await Promise.all(files('answer').map((name) => readManifest(folder, name)));
      expect(manifests.map(({ rows, columns }) => [rows, columns.includes('seal')]).sort()).toEqual([
        [2, false],
        [4, true],
      ]);
    } finally {
      await test.database.query('alter table answer drop column seal');
    }
  });

  it('keeps every partition of a month in which a request still lives: it may be answered', async () => {
    await closedCase('2015-03', 2);
    const living = await seedOldCase(test.database, '2015-03', 1, 8);
    for (const table of ['answer', 'delivery', 'exchange.journal']) {
      await test.database.query(`delete from ${table} where request_id = any($1::uuid[])`, [living.requestIds]);
    }
    const { droppedPartitions } = await run();
    expect(droppedPartitions.filter((name) => name.endsWith('201503'))).toEqual([]);
    await test.database.query(
      `insert into answer (request_id, digest, case_id, attempt, kind, content, received_at) values ($1, 'late', $2, 1, 'final', '{}', now())`,
      [living.requestIds[0], living.caseId],
    );
  });

  it('sees what was written to a case while it waited for it', async () => {
    const { caseId, requestIds } = await closedCase('2015-04', 1);
    let held: Promise<string[]> | undefined;
    await test.database.transaction(async (tx) => {
      await tx.query('select 1 from enforcement_case where id = $1 for no key update', [caseId]);
      held = test.database.transaction((other) => holdCasesOver(other, [caseId]));
      // it stands at the lock before anything is written
      for (let waits = 0; waits === 0;) {
        const { rows } = await test.database.query<{ waits: number }>(
          `select count(*)::int as waits from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        waits = rows[0]?.waits ?? 0;
      }
      await tx.query(
        `insert into attention (id, request_id, case_id, institution, reason, detail, opened_at) values ($1, $2, $3, 'icbc', 'contradiction', 'd', now())`,
        [newId(), requestIds[0], caseId],
      );
    });
    expect(await held).toEqual([]);
  });
});
