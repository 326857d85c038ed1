import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Inside the repository, so that node_modules is found from there.
const root = path.resolve(import.meta.dirname, '../..');

/** Compiles libs and files into a new folder and gives its path: a process of its own can be killed without killing the test. */
export function compiled(libs: readonly string[], files: readonly string[] = []): string {
  mkdirSync(path.join(root, '.local'), { recursive: true });
  const place = mkdtempSync(path.join(root, '.local', 'child-'));
  const swc = path.join(root, 'node_modules/@swc/cli/bin/swc.js');
  const sources = [...libs.map((lib) => `libs/${lib}`), ...files];
  execFileSync(process.execPath, [swc, ...sources, `--out-dir=${place}`, '--ignore=**/*.spec.ts'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const imports = Object.fromEntries(libs.map((lib) => [`#${lib}/*.js`, `./libs/${lib}/src/*.js`]));
  writeFileSync(path.join(place, 'package.json'), JSON.stringify({ type: 'module', imports }));
  return place;
}
