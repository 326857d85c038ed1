import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

// Inside the repository, so that node_modules is found from there.
const root = path.resolve(import.meta.dirname, '../..');

/** Compiles wire-child.ts with what it imports and runs it: a process of its own can be killed without killing the test. */
export async function startChild(args: readonly string[], handled: (n: number) => void): Promise<ChildProcess> {
  mkdirSync(path.join(root, '.local'), { recursive: true });
  const place = mkdtempSync(path.join(root, '.local', 'wire-child-'));
  const swc = path.join(root, 'node_modules/@swc/cli/bin/swc.js');
  const sources = [
    'libs/wire',
    'libs/platform',
    'libs/messages',
    'test/integration/wire-child.ts',
    'test/integration/wire-service.ts',
  ];
  execFileSync(process.execPath, [swc, ...sources, `--out-dir=${place}`, '--ignore=**/*.spec.ts'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const libs = ['wire', 'platform', 'messages'];
  const imports = Object.fromEntries(libs.map((lib) => [`#${lib}/*.js`, `./libs/${lib}/src/*.js`]));
  writeFileSync(path.join(place, 'package.json'), JSON.stringify({ type: 'module', imports }));
  const child = spawn(process.execPath, [path.join(place, 'test/integration/wire-child.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.once('exit', () => rmSync(place, { recursive: true, force: true }));
  createInterface({ input: child.stdout }).on('line', (line) => handled(Number(line)));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child;
}
