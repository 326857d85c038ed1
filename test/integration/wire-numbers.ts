import { setTimeout as sleep } from 'node:timers/promises';
import { type Outgoing } from '#wire/wire.js';

// Numbered messages, and waiting for what comes of them.

export const out = (key: string, n: number, pad?: string): Outgoing => ({
  key,
  value: { type: 'numbered', version: 1, n, ...(pad === undefined ? {} : { pad }) } as Outgoing['value'],
});
export const range = (count: number) => Array.from({ length: count }, (_, index) => index);
export const distinct = (handled: readonly { n: number }[]) => new Set(handled.map(({ n }) => n)).size;

export async function until(what: string, condition: () => boolean, withinMs = 25_000): Promise<void> {
  for (const end = Date.now() + withinMs; !condition(); await sleep(5)) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
  }
}
