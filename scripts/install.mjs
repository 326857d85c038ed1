import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bin, root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { quietRun, tail } from './quiet-run.mjs';

/**
 * npm writes node_modules/.package-lock.json as its last act and keeps it true ever after, so comparing the two lock files
 * tells an interrupted, an outdated and a hand-made installation apart from a good one without a stamp of our own.
 */
export function isInstalled() {
  const hidden = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || entry.link) return true;
    return present[place] ? present[place].version === entry.version : Boolean(entry.optional || entry.devOptional);
  });
}

export async function install() {
  if (isInstalled()) return;
  console.log('Installing packages from package-lock.json (a minute or two) …');
  // npm ci deletes node_modules first: the Node inside it must not be the one that runs npm.
  const searchPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.resolve(folder) !== path.dirname(bin('node')))
    .join(path.delimiter);
  const run = await quietRun('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: searchPath },
  });
  if (!run.ok) {
    throw new PlainFailure(
      `${tail(run.output)}\n\nnpm ci failed (above): check the network and the npm registry, then start again.`,
    );
  }
  console.log(`Packages installed in ${run.seconds.toFixed(0)} s.`);
}
