// The whole system under faults, then the banks' ledgers against our tables. From a seed: the same work, the same list of faults.
//   npm run faults [-- --seed 7] [--seeds 3] [--minutes 2] [--faults kill,postgres,…] [--folder name] [--planted [--bugs a,b] [--healthy]] [--quick]
import { randomInt } from 'node:crypto';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { count, e2eCommand } from '../e2e/harness/command.mjs';
import { closeStanding, faultFolder } from './house/fault-house.mjs';

const options = {
  seed: { type: 'string' },
  seeds: { type: 'string', default: '1' },
  minutes: { type: 'string', default: '2' },
  faults: { type: 'string', default: 'all' },
  folder: { type: 'string', default: 'run' },
  strange: { type: 'string', default: '15' },
  planted: { type: 'boolean', default: false },
  bugs: { type: 'string', default: 'all' },
  healthy: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  outcome: { type: 'string' },
};

await e2eCommand(import.meta, options, (flags) => Promise.race([run(flags), untilInterrupted()]));

async function run(flags) {
  if (flags.planted) return (await import('./planted/hunt.mjs')).hunt(flags.bugs, { healthy: flags.healthy });
  if (flags.quick) return (await import('./run/quick.mjs')).quick(flags.outcome);
  const { kinds } = await import('./kinds/kinds.mjs');
  const chosen = flags.faults === 'all' ? Object.keys(kinds) : flags.faults.split(',').filter(Boolean);
  const unknown = chosen.find((name) => !(name in kinds));
  if (unknown) throw new PlainFailure(`There is no fault ${unknown}; there are: ${Object.keys(kinds).join(', ')}.`);
  const first = flags.seed === undefined ? randomInt(1, 1_000_000) : count(flags.seed, { most: 2 ** 31 });
  const minutes = Number(flags.minutes);
  if (!(minutes > 0)) throw new PlainFailure(`${flags.minutes} is not a number of minutes.`);
  const [{ campaign }, { report }] = await Promise.all([import('./run/campaign.mjs'), import('./run/report.mjs')]);
  for (let seed = first; seed < first + count(flags.seeds, { most: 100 }); seed += 1) {
    const folder = faultFolder(flags.folder);
    console.log(`Seed ${seed}, ${minutes} minutes, faults: ${chosen.join(', ') || 'none'}`);
    const settings = {
      seed,
      seconds: minutes * 60,
      kinds: chosen,
      folder,
      strange: count(flags.strange, { least: 0, most: 100 }) / 100,
    };
    // What was broken is kept: the next seed would begin anew in the same folder.
    if (!report(await campaign(settings), settings)) return 1;
  }
  return 0;
}

/** What stands is closed, a mounted disk too, before we go. */
async function untilInterrupted() {
  const why = await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    process.once('disconnect', () => resolve('its parent, which is gone'));
  });
  console.log(`Told to stop by ${why}; closing the house …`);
  await closeStanding();
  return 130;
}
