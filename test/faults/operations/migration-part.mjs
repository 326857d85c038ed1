import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../scripts/place.mjs';
import { House } from '../../e2e/harness/house.mjs';
import { watchRequests } from '../../e2e/harness/progress.mjs';
import { sampleCase } from '../../e2e/harness/sample-cases.mjs';
import { printTable } from '../../e2e/harness/verdict.mjs';
import { Callers } from './callers.mjs';

const rounds = 3;
/** What the next version might bring, on the tables with the most traffic: it must pass unseen by those that run. */
const up = `
alter table queue add column rehearsed text;
alter table enforcement_order add column rehearsed text default 'no';
alter table request add column rehearsed text;
alter table enforcement_case add constraint enforcement_case_rehearsal check (target_fen < 9000000000000000000) not valid;
create table rehearsal (request_id uuid primary key, at timestamptz not null);
`;
const down = `
drop table rehearsal;
alter table enforcement_case drop constraint enforcement_case_rehearsal;
alter table request drop column rehearsed;
alter table enforcement_order drop column rehearsed;
alter table queue drop column rehearsed;
`;

/** A migration goes forward and back, again and again, while people work and the road is full. */
export async function migration(verdict) {
  const house = new House('migration');
  try {
    await house.open();
    const folder = path.join(house.folder, 'migrations');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    cpSync(path.join(root, 'libs', 'storage', 'migrations'), folder, { recursive: true });
    writeFileSync(path.join(folder, '9999-rehearsal.up.sql'), up);
    writeFileSync(path.join(folder, '9999-rehearsal.down.sql'), down);
    const caseIds = [];
    for (let serial = 1; serial <= 20; serial += 1)
      caseIds.push((await house.api.post('clerk-qin', '/cases', sampleCase(serial))).id);
    const callers = new Callers(house.api);
    callers.start({ callers: 8, caseIds, pages: 2 });
    await sleep(3_000);
    const seconds = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, args] of [
        ['forward', ['--folder', folder]],
        ['back', ['--down', '--folder', folder]],
      ]) {
        const started = performance.now();
        await house.runJob('dist/libs/storage/src/migrate.js', {}, args);
        seconds.push([`${name}, round ${round + 1}`, ((performance.now() - started) / 1_000).toFixed(1)]);
        await sleep(2_000);
      }
    }
    await callers.stop();
    verdict.check(
      'every order placed meanwhile came to its end',
      await watchRequests(house.database, { patienceMs: 120_000 }),
      true,
    );
    verdict.zero('errors callers saw during the migrations', callers.errors);
    const { checkLedgers } = await import('../../e2e/harness/ledger-check.mjs');
    await checkLedgers(
      { ledgerFolder: house.ledgerFolder, database: house.database, expectedRequests: 2 * callers.placed.length },
      verdict,
    );
    printTable('Migrations', [['', 'seconds'], ...seconds]);
    printTable('Calls', [['', 'times'], ...callers.counts]);
  } finally {
    await house.close();
  }
}
