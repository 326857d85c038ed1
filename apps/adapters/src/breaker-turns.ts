import { EventEmitter } from 'node:events';

const turns = new Map<number, EventEmitter>();

/** One timer for all breakers that count in steps of `everyMs`: four thousand institutions would else tick four thousand times. */
export function turnsEvery(everyMs: number): EventEmitter {
  const known = turns.get(everyMs);
  if (known !== undefined) return known;
  const turn = new EventEmitter().setMaxListeners(0);
  setInterval(() => turn.emit('rotate'), everyMs).unref();
  turns.set(everyMs, turn);
  return turn;
}
