import { setTimeout as sleep } from 'node:timers/promises';

export const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/** Resolves true when the child is gone within `timeoutMs`. */
async function endsWithin(child, timeoutMs) {
  if (hasEnded(child)) return true;
  const timer = new AbortController();
  const gone = new Promise((resolve) => child.once('exit', () => resolve(true)));
  const late = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([gone, late]);
  timer.abort();
  return ended;
}

export async function endChild(child, { signal = 'SIGTERM', graceMs = 10_000, last = 'SIGKILL' } = {}) {
  if (hasEnded(child)) return;
  child.kill(signal);
  if (await endsWithin(child, graceMs)) return;
  child.kill(last);
  await endsWithin(child, graceMs);
}

/** Ends a process left over from a run that was killed: not our child, so it is asked and polled. */
export async function endStray(pid, { signal = 'SIGTERM', graceMs = 10_000 } = {}) {
  const send = (which) => {
    try {
      return process.kill(pid, which);
    } catch {
      return false;
    }
  };
  send(signal);
  for (const deadline = performance.now() + graceMs; performance.now() < deadline; await sleep(50)) if (!send(0)) return;
  send('SIGKILL');
  await sleep(200);
}
