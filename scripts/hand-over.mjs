import { spawn } from 'node:child_process';
import path from 'node:path';
import { nodeBinary, root } from './place.mjs';

/** Goes on in another script on Node 24. Our signals become its own; should we be killed, the broken channel tells it. */
export function handOver(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(nodeBinary(), [path.join(root, 'scripts', script), ...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
