// The whole system under faults, then the banks' ledgers against our tables. From a seed: the same work, the same list of faults.
//   npm run faults [-- --seed 7] [--seeds 3] [--minutes 2] [--faults kill,postgres,…] [--folder name] [--planted [--bugs a,b] [--healthy]]
import { randomInt } from 'node:crypto';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { count, e2eCommand } from '../e2e/harness/command.mjs';
import { faultFolder } from './house/fault-house.mjs';

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
};

await e2eCommand(import.meta, options, async (flags) => {
  if (flags.planted) return (await import('./planted/hunt.mjs')).hunt(flags.bugs, { healthy: flags.healthy });
  const [{ campaign }, { kinds }, { report }] = await Promise.all([
    import('./run/campaign.mjs'),
    import('./kinds/kinds.mjs'),
    import('./run/report.mjs'),
  ]);
  const chosen = flags.faults === 'all' ? Object.keys(kinds) : flags.faults.split(',').filter(Boolean);
  const unknown = chosen.find((name) => !(name in kinds));
  if (unknown) throw new PlainFailure(`There is no fault ${unknown}; there are: ${Object.keys(kinds).join(', ')}.`);
  const first = flags.seed === undefined ? randomInt(1, 1_000_000) : count(flags.seed, { most: 2 ** 31 });
  let broken = 0;
  for (let seed = first; seed < first + count(flags.seeds, { most: 100 }); seed += 1) {
    const folder = faultFolder(flags.folder);
    console.log(`Seed ${seed}, ${flags.minutes} minutes, faults: ${chosen.join(', ') || 'none'}`);
    const run = await campaign({
      seed,
      seconds: Number(flags.minutes) * 60,
      kinds: chosen,
      folder,
      strange: Number(flags.strange) / 100,
    });
    if (!report(run, { seed, folder })) {
      broken += 1;
      break;
    }
  }
  return broken === 0 ? 0 : 1;
});
