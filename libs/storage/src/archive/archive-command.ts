import { userInfo } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Clock } from '#platform/clocks.js';
import { ConfigError, fragments, readConfig } from '#platform/config.js';
import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';
import { readRetention } from '../law/retention-file.js';
import { findPerson } from '../people/people.js';
import { archive, whatMayGo } from './archive.js';
import { readBatches } from './batches.js';
import { listing } from './listing.js';
import { readManifest } from './manifest.js';
import { type Month, monthOf } from './month.js';
import { ArchiveRefusal } from './refusal.js';
import { restore } from './restore.js';
import { asTheArchive } from './session.js';

const usage = `npm run archive -- <what> [--to <folder>] [--by <operator>]

  --before 2020-01            moves rows of cases that were closed before that month, and are older, into files
  --before 2020-01 --dry-run  says what would go
  --list                      every file the ledger knows, and whether it is in the folder
  --read <file>               prints its rows as JSON lines; --case <id> only those of one case
  --restore <file>            puts its rows back into their table

  --to   where the files lie; ARCHIVE_DIR, else the folder archive
  --by   the id of an operator; else the name of the account this command runs under
`;

const archiveDir = { ARCHIVE_DIR: z.string().min(1).default('archive') };

function flags() {
  const { values } = parseArgs({
    options: {
      ...{
        before: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
      },
      ...{
        read: { type: 'string' },
        case: { type: 'string' },
        restore: { type: 'string' },
        to: { type: 'string' },
        by: { type: 'string' },
      },
    },
  });
  return values;
}
type Flags = ReturnType<typeof flags>;

async function main(): Promise<number> {
  const given = flags();
  const whats = [given.before !== undefined, given.list, given.read !== undefined, given.restore !== undefined];
  if (whats.filter(Boolean).length !== 1) throw new ConfigError(usage);
  const file = given.read ?? given.restore ?? '';
  const folder = path.resolve(
    given.to ?? (path.basename(file) === file ? readConfig(archiveDir).ARCHIVE_DIR : path.dirname(file)),
  );
  // who only reads a file needs no database
  if (given.read !== undefined) return printRows(folder, given.read, given.case);
  return asTheArchiveOf(folder, given);
}

async function asTheArchiveOf(folder: string, given: Flags): Promise<number> {
  const { DATABASE_URL, LAW_DIR } = readConfig({ ...fragments.database, ...fragments.law });
  const clock = new Clock();
  const now = () => clock.machine();
  return asTheArchive(DATABASE_URL, async (session) => {
    const tx = session as Queryable;
    if (given.list) {
      for (const line of await listing(tx, folder)) say(line);
      return 0;
    }
    const by = await actor(tx, given.by);
    if (given.restore !== undefined) {
      const rows = await restore(session, path.basename(given.restore), { folder, by, now, tell: say });
      say(`${rows} rows are back.`);
      return 0;
    }
    const before = monthGiven(given.before ?? '');
    const retention = readRetention(LAW_DIR);
    if (given['dry-run']) {
      const portions = await whatMayGo(session, { before, retention, now });
      for (const { table, month, rows, cases } of portions) say(`${table} ${month}: ${rows} rows of ${cases.length} cases`);
      say(`${portions.reduce((sum, { rows }) => sum + rows, 0)} rows would go. Nothing was changed.`);
      return 0;
    }
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const done = await archive(session, { before, folder, by, retention, now, tell: say, stop: stop.signal });
    say(`${done.rows} rows in ${done.files} files in ${folder}; ${done.droppedPartitions.length} empty partitions dropped.`);
    if (done.isStopped) say('Stopped. Nothing is lost; run the same command again to go on.');
    return done.isStopped ? 130 : 0;
  });
}

async function printRows(folder: string, file: string, caseId: string | undefined): Promise<number> {
  const name = path.basename(file);
  const { batches } = await readManifest(folder, name);
  for await (const lines of readBatches(folder, name, batches)) {
    const wanted =
      caseId === undefined ? lines : lines.filter((line) => (JSON.parse(line) as { case_id?: string }).case_id === caseId);
    if (wanted.length > 0 && !process.stdout.write(`${wanted.join('\n')}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
  return 0;
}

function monthGiven(text: string): Month {
  const month = monthOf(text);
  if (month === undefined) throw new ConfigError(`--before ${text} is no month. Write it as 2020-01.`);
  return month;
}

async function actor(tx: Queryable, id: string | undefined): Promise<Actor> {
  if (id === undefined) return { id: userInfo().username, role: 'operator' };
  const person = await findPerson(tx, id);
  if (person?.role !== 'operator') throw new ConfigError(`--by ${id} names nobody who is an operator here.`);
  return { id, role: 'operator' };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isPlain = error instanceof ArchiveRefusal || error instanceof ConfigError;
  process.stderr.write(
    `${isPlain || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : error.stack}\n`,
  );
  process.exitCode = 1;
}
