/** Waits, or returns at once when the signal is or gets aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
  });
}

/** 100 ms, doubling, at most `limitMs`; a little spread, so that partitions do not come back in step. */
export function backOff(attempt: number, limitMs = 5_000): number {
  return Math.min(limitMs, 100 * 2 ** Math.min(attempt, 16)) * (0.8 + 0.4 * Math.random());
}

/** Waits for the work, but no longer than `ms`. True when the work ended in time. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  const result = await Promise.race([work.then(() => true), pause(ms, late.signal).then(() => false)]);
  late.abort();
  return result;
}
