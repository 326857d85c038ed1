import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/place.mjs';
import { PlainFailure } from '../../../scripts/plain-failure.mjs';

/**
 * The build as it is now, copied to `folder`: a build made meanwhile does not change a run, and a bug planted in the copy leaves no trace.
 * `patches` are { file (below dist), find, put } and fail loudly where the text is not there exactly once.
 */
export function copyBuild(folder, patches = []) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
  for (const shared of ['config', 'libs']) symlinkSync(path.join(root, shared), path.join(folder, shared));
  cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const { file, find, put } of patches) patch(path.join(folder, 'dist', file), find, put);
  return folder;
}

/** Fails loudly where one of the texts to replace is no longer in the build. */
export function requirePlaces(patches) {
  for (const { file, find } of patches) textWith(path.join(root, 'dist', file), find);
}

function textWith(file, find) {
  const text = readFileSync(file, 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1) throw new PlainFailure(`The text to replace is in ${file} ${times} times, not once:\n${find}`);
  return text;
}

function patch(file, find, put) {
  const text = textWith(file, find);
  writeFileSync(
    file,
    text.replace(find, () => put),
  );
}
