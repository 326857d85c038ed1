import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { compiled } from './compiled.js';

/** Compiles wire-child.ts with what it imports and runs it. */
export async function startChild(args: readonly string[], handled: (n: number) => void): Promise<ChildProcess> {
  const place = compiled(
    ['wire', 'platform', 'messages', 'enforcement'],
    ['test/integration/wire-child.ts', 'test/integration/wire-service.ts'],
  );
  const child = spawn(process.execPath, [path.join(place, 'test/integration/wire-child.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.once('exit', () => rmSync(place, { recursive: true, force: true }));
  createInterface({ input: child.stdout }).on('line', (line) => handled(Number(line)));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child;
}
