import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const store = new AsyncLocalStorage<string>();

export const CORRELATION_HEADER = 'x-correlation-id';

/** Runs `work` under a correlation id that every log line and every message sent from inside carries. */
export function withCorrelation<T>(id: string | undefined, work: () => T): T {
  return store.run(id !== undefined && /^[\w-]{8,64}$/.test(id) ? id : randomUUID(), work);
}

export function correlationId(): string | undefined {
  return store.getStore();
}
