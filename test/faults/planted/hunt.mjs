import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { printTable } from '../../e2e/harness/verdict.mjs';
import { faultFolder } from '../house/fault-house.mjs';
import { campaign } from '../run/campaign.mjs';
import { bugs } from './bugs.mjs';

const seeds = [1, 2, 3];
const usual = { seconds: 30, strange: 0.15, patienceMs: 45_000 };

/**
 * Runs the house with each bug planted in its copied build until a promise is broken, with at most three seeds. `healthy` runs the same
 * without any bug: then nothing may be found. Returns the exit code.
 */
export async function hunt(chosen, { healthy = false } = {}) {
  const names = chosen === 'all' ? Object.keys(bugs) : chosen.split(',');
  const unknown = names.find((name) => !(name in bugs));
  if (unknown) throw new PlainFailure(`There is no bug ${unknown}; there are: ${Object.keys(bugs).join(', ')}.`);
  const told = [];
  for (const name of names) told.push({ name, ...(await huntOne(name, healthy)) });
  printTable(healthy ? 'The same without the bugs' : 'Planted bugs', [
    ['bug', 'what is wrong', healthy ? 'promises' : 'found', 'seed', 'seconds', 'first by the promise', 'promises broken'],
    ...told.map(({ name, broken, seed, seconds }) => [
      name,
      bugs[name].what,
      verdictOf(broken, healthy),
      seed,
      Math.round(seconds),
      broken[0]?.promise ?? '',
      broken.length,
    ]),
  ]);
  const right = told.filter(({ broken }) => broken.length > 0 !== healthy).length;
  console.log(`\n${right} of ${told.length} ${healthy ? 'kept every promise' : 'planted bugs found'}\n`);
  return right === told.length ? 0 : 1;
}

const verdictOf = (broken, healthy) =>
  healthy ? (broken.length > 0 ? 'BROKEN' : 'kept') : broken.length > 0 ? 'found' : 'NOT FOUND';

async function huntOne(name, healthy) {
  const { patches, what, ...settings } = bugs[name];
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  for (const seed of healthy ? seeds.slice(0, 1) : seeds) {
    console.log(`\n${healthy ? 'Without' : 'Bug'} ${name} (${what}), seed ${seed}`);
    const run = await campaign({ ...usual, ...settings, seed, folder: faultFolder('planted'), patches: healthy ? [] : patches });
    const { broken } = run.promises;
    for (const { promise, offenders } of broken) console.log(`  broken: ${promise}: ${JSON.stringify(offenders[0])}`);
    if (broken.length > 0 || seed === seeds.at(-1)) return { broken, seed, seconds: seconds() };
  }
  return { broken: [], seed: seeds[0], seconds: seconds() };
}
