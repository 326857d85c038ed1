import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../../../scripts/build.mjs';
import { handOver } from '../../../scripts/hand-over.mjs';
import { install } from '../../../scripts/install.mjs';
import { root } from '../../../scripts/place.mjs';
import { complain, PlainFailure, runCommand } from '../../../scripts/plain-failure.mjs';
import { House } from './house.mjs';

/** A whole number from the command line. */
export function count(text, { least = 1, most = 100_000 } = {}) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new PlainFailure(`${text} is not a whole number between ${least} and ${most}.`);
}

/** Runs `work(flags)` as npm start would run the house: installed, built, on Node 24. The exit code is what `work` returns. */
export async function e2eCommand(meta, options, work) {
  const script = fileURLToPath(meta.url);
  // The channel of handOver is there in the second process only.
  if (process.send === undefined) {
    await runCommand(async () => {
      await install();
      await build({ only: 'services' });
      return handOver(path.relative(path.join(root, 'scripts'), script), process.argv.slice(2));
    });
    return;
  }
  let exitCode = 1;
  try {
    const { values } = parseArgs({ options });
    exitCode = await work(values);
  } catch (error) {
    complain(error);
  }
  process.exit(exitCode);
}

/** The same with a house of the script's own around the work, closed whatever happens. */
export function e2eHouse(meta, name, options, work) {
  return e2eCommand(meta, options, async (flags) => {
    const house = new House(name);
    const goodbye = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(130));
      process.once('disconnect', () => resolve(130));
    });
    const working = (async () => {
      await house.open();
      return work(house, flags);
    })();
    try {
      return await Promise.race([working, goodbye]);
    } finally {
      working.catch(() => {});
      await house.close();
    }
  });
}
