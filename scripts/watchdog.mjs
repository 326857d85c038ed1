// The end of standard input is the news that our parent is gone; nothing it does or fails to do can keep that news from us.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const graceMs = 10_000;
const leashed = new Map();

process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [pid, word] = line.split(' ');
  if (word === 'gone') leashed.delete(Number(pid));
  else leashed.set(Number(pid), word);
}

const left = [...leashed].reverse();
for (const [pid, signal] of left) send(pid, signal);
const deadline = performance.now() + graceMs;
while (performance.now() < deadline && left.some(([pid]) => send(pid, 0))) await sleep(100);
for (const [pid] of left) send(pid, 'SIGKILL');
process.exit(0);
