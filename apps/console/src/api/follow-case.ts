import { call } from './calls.js';
import { EventStreamReader } from './event-stream.js';
import { asProblem } from './problem.js';
import { type CaseEvent } from './views.js';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'refused';

interface Listener {
  /** After every (re)connection: what happened while nobody listened may not come again. */
  connected(): void;
  event(kind: string): void;
  state(state: LiveState): void;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;
// A line that died without a word is only noticed by its silence; resuming costs little.
const quietMs = 60_000;

/** Follows the events of a case until `signal` is aborted, resuming after the last one seen. */
export async function followCase(caseId: string, listener: Listener, signal: AbortSignal): Promise<void> {
  let lastEventId: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      await readStream(caseId, lastEventId, signal, {
        connected: () => {
          failures = 0;
          listener.state('live');
          listener.connected();
        },
        event: (id, kind) => {
          lastEventId = id ?? lastEventId;
          listener.event(kind);
        },
      });
    } catch (thrown) {
      const { status } = asProblem(thrown);
      if (status === 401 || status === 403 || status === 404) {
        listener.state('refused');
        return;
      }
    }
    if (signal.aborted) return;
    listener.state('reconnecting');
    const longest = Math.min(firstPauseMs * 2 ** failures, longestPauseMs);
    failures += 1;
    await pause(longest * (0.5 + Math.random() / 2), signal);
  }
}

async function readStream(
  caseId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
  listener: { connected(): void; event(id: string | undefined, kind: string): void },
): Promise<void> {
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), quietMs);
  try {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastEventId !== undefined) headers['last-event-id'] = lastEventId;
    const response = await call(`/cases/${caseId}/events`, {
      headers,
      cache: 'no-store',
      signal: AbortSignal.any([signal, quiet.signal]),
    });
    if (response.body === null) return;
    listener.connected();
    const reader = new EventStreamReader();
    const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await chunks.read(); !read.done; read = await chunks.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), quietMs);
      for (const event of reader.push(read.value)) listener.event(event.id, kindOf(event));
    }
  } finally {
    clearTimeout(timer);
  }
}

function kindOf({ kind, data }: { readonly kind: string; readonly data: string }): string {
  if (kind !== 'message') return kind;
  try {
    return (JSON.parse(data) as Partial<CaseEvent>).kind ?? kind;
  } catch {
    return kind;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
