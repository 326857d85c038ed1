import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { type MachineTime } from '#platform/clocks.js';
import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Retention } from '../law/retention-file.js';
import { BatchFile } from './batches.js';
import { closeWritten } from './close-file.js';
import { cutoffs } from './cutoffs.js';
import { dropEmptyPartitions } from './empty-partitions.js';
import { fileFor, filesBeingWritten, filesOfAnotherShape, type LedgerFile } from './ledger.js';
import { type Month } from './month.js';
import { casesOver } from '../cases/settled.js';
import { diskRefusal } from './refusal.js';
import { briefly, type Step } from './session.js';
import { type Portion, survey } from './survey.js';
import { takeOut } from './take-out.js';

/** Rows of one transaction: some hundred milliseconds, and a few megabytes in memory (`take-out.ts` bounds those too). */
const MOST_ROWS = 2_000;

export interface ArchiveOptions {
  readonly before: Month;
  readonly folder: string;
  readonly by: Actor;
  readonly retention: Retention;
  readonly now: () => MachineTime;
  /** One line of progress. */
  readonly tell: (line: string) => void;
  readonly step?: Step;
  /** Between two batches it ends as if it were done; the next run goes on. */
  readonly stop?: AbortSignal;
  readonly mostRows?: number;
}

export interface Archived {
  readonly rows: number;
  readonly files: number;
  readonly droppedPartitions: readonly string[];
  readonly isStopped: boolean;
}

/** What a run would move now. Throws ArchiveRefusal where the month is younger than the retention allows. */
export async function whatMayGo(
  session: pg.ClientBase,
  { before, retention, now }: Pick<ArchiveOptions, 'before' | 'retention' | 'now'>,
): Promise<Portion[]> {
  const cutoff = cutoffs(before, retention, now());
  return survey(session as Queryable, await casesOver(session as Queryable, before), cutoff);
}

/** Moves what is over into files. May be stopped anywhere and run again: it goes on where it was. */
export async function archive(session: pg.ClientBase, options: ArchiveOptions): Promise<Archived> {
  const { folder, stop, tell } = options;
  const portions = await whatMayGo(session, options);
  await checkFolder(folder).catch((error: unknown) => {
    throw diskRefusal(error, folder);
  });
  const all = portions.reduce((sum, { rows }) => sum + rows, 0);
  const files = new Set<string>();
  let done = 0;
  try {
    for (const file of await filesOfAnotherShape(session as Queryable)) await closeWritten(session, file, options);
    for (const portion of portions) {
      if (stop?.aborted === true) break;
      const into = await fileFor(session as Queryable, portion.table, portion.month, options.by.id, options.now());
      await options.step?.('file named');
      const before = done;
      for await (const rows of movePortion(session, portion, into, options)) {
        done += rows;
        const share = Math.floor((100 * done) / Math.max(all, done));
        tell(`${into.name}: ${done - before} of ${portion.rows} rows, ${share} % of all`);
      }
      files.add(into.name);
    }
    if (stop?.aborted !== true)
      for (const file of await filesBeingWritten(session as Queryable)) await closeWritten(session, file, options);
  } catch (error) {
    throw diskRefusal(error, folder);
  }
  const isStopped = stop?.aborted === true;
  const droppedPartitions = isStopped ? [] : await dropEmptyPartitions(session, options.before);
  return { rows: done, files: files.size, droppedPartitions, isStopped };
}

/** Yields the rows of each batch once they are out of the table. */
async function* movePortion(
  session: pg.ClientBase,
  portion: Portion,
  into: LedgerFile,
  options: ArchiveOptions,
): AsyncGenerator<number> {
  const { folder, stop, step = () => undefined, mostRows = MOST_ROWS } = options;
  const file = await BatchFile.open(folder, into.name, into.bytes);
  try {
    await step('file open');
    for (const caseIds of inGroups(portion.cases, mostRows)) {
      for (let isMore = true; isMore && stop?.aborted !== true;) {
        const batch = await briefly(session, async (tx) => {
          const taken = await takeOut(tx, into, file, caseIds, mostRows, step);
          await step('before commit');
          return taken;
        });
        await step('committed');
        if (batch !== undefined) {
          file.keep(batch);
          yield batch.rows;
        }
        isMore = batch !== undefined;
      }
    }
  } finally {
    await file.close();
  }
}

/** Cases whose rows together fill about one batch. */
function* inGroups(cases: Portion['cases'], most: number): Generator<string[]> {
  let [group, rows]: [string[], number] = [[], 0];
  for (const one of cases) {
    if (group.length > 0 && rows + one.rows > most) {
      yield group;
      [group, rows] = [[], 0];
    }
    group.push(one.id);
    rows += one.rows;
  }
  if (group.length > 0) yield group;
}

/** Before anything is noted anywhere: the folder is there, and what is written to it lies on the disk. */
async function checkFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const probe = path.join(folder, `.probe-${process.pid}`);
  const handle = await open(probe, 'w', 0o600);
  try {
    await handle.writeFile('The archive can write here.\n');
    await handle.sync();
  } finally {
    await handle.close();
    await rm(probe, { force: true });
  }
}
