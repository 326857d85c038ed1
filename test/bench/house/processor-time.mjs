// CPU seconds of processes from /proc: the steadier figure on a machine with noisy neighbours.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // ended children count for the parent that waited for them: PostgreSQL's sessions come and go
    return { parent: Number(fields[1]), ticks: [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) };
  } catch {
    return undefined;
  }
}

/** CPU seconds of a process and everything below it, ended children included. */
export function treeSeconds(rootPid) {
  const all = new Map();
  for (const entry of readdirSync('/proc')) {
    const found = /^\d+$/.test(entry) ? stat(Number(entry)) : undefined;
    if (found !== undefined) all.set(Number(entry), found);
  }
  const within = (pid) => pid === rootPid || (all.has(pid) && within(all.get(pid).parent));
  let ticks = 0;
  for (const [pid, found] of all) if (within(pid)) ticks += found.ticks;
  return ticks / TICKS_PER_SECOND;
}

/** Peak resident memory in MB. */
export function peakMegabytes(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
