import { spawn } from 'node:child_process';
import { root } from './place.mjs';

/** Runs a program without showing its output. Resolves for every exit code; rejects only when the program cannot be started. */
export function quietRun(program, args = [], { cwd = root, env = process.env, uid, gid, input, timeoutMs, onChild } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { cwd, env, uid, gid, timeout: timeoutMs, stdio: ['pipe', 'pipe', 'pipe'] });
    onChild?.(child);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ ok: code === 0, code, signal, seconds, output: Buffer.concat(chunks).toString('utf8').trim() });
    });
  });
}

export const tail = (text, lines = 20) => text.split('\n').slice(-lines).join('\n');
