import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

let done = false;

/**
 * kafkajs 2.2.4 looks for throttled requests every millisecond on every connection, for ever, even where nothing waits: 6 % of a core
 * per process at rest, and a TimeoutNegativeWarning (tulios/kafkajs#1704, #1751). Here it looks only while something waits: a request
 * that finds the connection throttled is put in the queue first and asks for the look itself.
 */
export function quietIdle(): void {
  if (done) return;
  done = true;
  const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const schedule = queue.prototype.scheduleCheckPendingRequests;
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
