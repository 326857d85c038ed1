import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { install } from './install.mjs';
import { isCommand, nodeBinary, root } from './place.mjs';
import { PlainFailure, runCommand } from './plain-failure.mjs';
import { quietRun, tail } from './quiet-run.mjs';

const consoleFolder = 'apps/console';
const serverFolders = ['apps', 'libs', 'test/stories'];

const parts = [
  {
    name: 'services',
    sources: [...serverFolders, 'tsconfig.json', '.swcrc', 'package.json'],
    without: consoleFolder,
    makes: ['dist/libs', 'dist/test', 'dist/apps'],
    program: 'node_modules/@swc/cli/bin/swc.js',
    args: () => [
      ...serverFolders.filter((folder) => existsSync(path.join(root, folder))),
      '--out-dir=dist',
      '--ignore=**/*.spec.ts',
      `--ignore=${consoleFolder}/**`,
    ],
  },
  {
    name: 'console',
    sources: [consoleFolder, 'package-lock.json'],
    makes: ['dist/apps/console'],
    needs: `${consoleFolder}/vite.config.ts`,
    program: 'node_modules/vite/bin/vite.js',
    args: () => ['build', consoleFolder, '--outDir', path.join(root, 'dist', consoleFolder), '--emptyOutDir', '--logLevel=warn'],
  },
];

function filesUnder(place) {
  const full = path.join(root, place);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [place];
  return readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/** Names, sizes and times of the sources: a deleted file changes it too. */
function fingerprint(part) {
  const digest = createHash('sha256');
  for (const file of part.sources.flatMap(filesUnder).sort()) {
    if (part.without && file.startsWith(`${part.without}/`)) continue;
    const { size, mtimeMs } = statSync(path.join(root, file));
    digest.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return digest.digest('hex');
}

function clearOutput(part) {
  for (const place of part.makes) {
    if (place === 'dist/apps' && existsSync(path.join(root, place))) {
      const others = readdirSync(path.join(root, place)).filter((app) => `apps/${app}` !== consoleFolder);
      for (const app of others) rmSync(path.join(root, place, app), { recursive: true });
    } else {
      rmSync(path.join(root, place), { recursive: true, force: true });
    }
  }
}

async function buildPart(part, force) {
  if (part.needs && !existsSync(path.join(root, part.needs))) return;
  const stamp = path.join(root, 'dist', `.built-${part.name}`);
  const wanted = fingerprint(part);
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  clearOutput(part);
  const run = await quietRun(nodeBinary(), [path.join(root, part.program), ...part.args()]);
  if (!run.ok) throw new PlainFailure(`${tail(run.output, 40)}\n\nBuilding the ${part.name} failed (above).`);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  console.log(`Built the ${part.name} in ${run.seconds.toFixed(1)} s.`);
}

export async function build({ force = false, only } = {}) {
  for (const part of parts) if (!only || part.name === only) await buildPart(part, force);
}

if (isCommand(import.meta)) {
  await runCommand(async () => {
    await install();
    await build({ force: process.argv.includes('--force') });
  });
}
