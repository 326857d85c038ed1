import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeBinary } from './place.mjs';

const watchdogFile = path.join(path.dirname(fileURLToPath(import.meta.url)), 'watchdog.mjs');
let watchdog;

function startWatchdog() {
  const child = spawn(nodeBinary(), [watchdogFile], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  child.stdin.unref();
  child.stdin.on('error', () => {});
  return child;
}

/** Makes sure `child` does not outlive us, whatever becomes of us (kill -9 included): it is then sent `signal`. */
export function leash(child, signal = 'SIGTERM') {
  if (child.pid === undefined) return;
  watchdog ??= startWatchdog();
  watchdog.stdin.write(`${child.pid} ${signal}\n`);
  child.once('exit', () => watchdog.stdin.write(`${child.pid} gone\n`));
}
