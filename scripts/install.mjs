import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bin, root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { quietRun, tail } from './quiet-run.mjs';

function versionAt(place) {
  try {
    return JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/**
 * Asks the packages themselves (0.2 s for a thousand): a stamp of our own would not notice a hand-made installation, and npm's own record,
 * node_modules/.package-lock.json, lies after `npm install --package-lock-only`. That record is npm's last act, so without it an
 * installation was interrupted.
 */
function isInstalled() {
  if (!existsSync(path.join(root, 'node_modules', '.package-lock.json'))) return false;
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).every(([place, entry]) => {
    if (place === '' || entry.link) return true;
    const version = versionAt(place);
    return version === entry.version || (version === undefined && Boolean(entry.optional || entry.devOptional));
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
