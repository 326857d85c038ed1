// npm run test:law:month [-- --seed 7] [--cases 200] [--days 31]: the whole house through a month of a court district, day by day, then the banks'
// ledgers against the book and the budget, to the fen. --planted [--bugs a,b]: short months with bugs planted, each of which must be found.
import { randomInt } from 'node:crypto';
import { count, e2eCommand } from '../e2e/harness/command.mjs';
import { closeStanding } from '../faults/house/fault-house.mjs';

const options = {
  seed: { type: 'string' },
  cases: { type: 'string', default: '200' },
  days: { type: 'string', default: '31' },
  folder: { type: 'string', default: 'month' },
  planted: { type: 'boolean', default: false },
  bugs: { type: 'string', default: 'all' },
};

await e2eCommand(import.meta, options, (flags) => Promise.race([run(flags), untilInterrupted()]));

async function run(flags) {
  if (flags.planted) return (await import('./month/planted.mjs')).plant(flags.bugs);
  const { liveThrough } = await import('./month/live-through.mjs');
  const { report } = await import('./month/report.mjs');
  const settings = {
    seed: flags.seed === undefined ? randomInt(1, 1_000_000) : count(flags.seed, { most: 2 ** 31 }),
    cases: count(flags.cases, { least: 2, most: 2000 }),
    days: count(flags.days, { least: 2, most: 400 }),
    name: flags.folder,
  };
  console.log(`Seed ${settings.seed}: ${settings.cases} cases, ${settings.days} days`);
  return report(await liveThrough(settings), settings) ? 0 : 1;
}

/** What stands is closed before we go. */
async function untilInterrupted() {
  const why = await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    process.once('disconnect', () => resolve('its parent, which is gone'));
  });
  console.log(`Told to stop by ${why}; closing the house …`);
  await closeStanding();
  return 130;
}
