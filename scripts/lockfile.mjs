import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './place.mjs';

/** Where npm would look for `name` from the package at `place`: its own node_modules, then each folder above. */
function findable(packages, place, name) {
  for (let folder = place; ;) {
    if (packages[path.posix.join(folder, 'node_modules', name)]) return true;
    if (folder === '') return false;
    const above = folder.lastIndexOf('/node_modules/');
    folder = above === -1 ? '' : folder.slice(0, above);
  }
}

/**
 * npm leaves optional packages it cannot resolve out of the lock file without a word, and `npm ci` fails on another machine.
 * Versions in package.json must be exact, and the lock file must name no registry of its own.
 */
export function lockfileProblems() {
  const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const { packages } = read('package-lock.json');
  const manifest = read('package.json');
  const problems = [];
  for (const [place, entry] of Object.entries(packages)) {
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      if (!findable(packages, place, name))
        problems.push(`${name}, wanted by ${place || 'package.json'}, is not in the lock file`);
    }
    if (place && !entry.link && !entry.integrity && !entry.inBundle) problems.push(`${place} has no integrity digest`);
    if (entry.resolved?.startsWith('http')) problems.push(`${place} names a registry`);
  }
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (!/^\d/.test(version)) problems.push(`${name} is not pinned: ${version}`);
      if (packages[''][kind]?.[name] !== version) problems.push(`${name}: package.json and the lock file differ`);
    }
  }
  return problems;
}
