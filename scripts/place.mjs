import { existsSync, realpathSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlainFailure } from './plain-failure.mjs';

const leastFreeBytes = 1024 ** 3;

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const localFolder = path.join(root, '.local');
/** True for the script Node was called with, false for one that is only imported. */
export const isCommand = (meta) => realpathSync(process.argv[1]) === fileURLToPath(meta.url);
export const bin = (name) => path.join(root, 'node_modules', '.bin', name);

/** Node 24 as the lock file brings it; elsewhere the reader's own, if it is new enough. */
export function nodeBinary() {
  if (existsSync(bin('node'))) return realpathSync(bin('node'));
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  throw new PlainFailure(
    `Node ${process.versions.node} is too old, and no Node 24 comes through npm for ${process.platform}-${process.arch}: install Node 24 from nodejs.org.`,
  );
}

export async function requireFreeDisk(folder = root) {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= leastFreeBytes) return;
  const freeMb = Math.floor((bavail * bsize) / 1024 ** 2);
  throw new PlainFailure(`Only ${freeMb} MB are free on the disk of ${folder}: free at least 1 GB and start again.`);
}
