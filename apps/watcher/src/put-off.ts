import { type MachineTime } from '#platform/clocks.js';

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/** Remembers which watches failed and when they may be tried again: 1 s, 2 s, 4 s … 5 min. Forgotten at a restart, which is a fresh try. */
export class PutOff {
  private readonly entries = new Map<string, { readonly untilMs: number; readonly pauseMs: number }>();

  again(id: string, now: MachineTime): number {
    const pauseMs = Math.min(LONGEST_MS, (this.entries.get(id)?.pauseMs ?? FIRST_MS / 2) * 2);
    this.entries.set(id, { untilMs: now.getTime() + pauseMs, pauseMs });
    return pauseMs;
  }

  forget(id: string): void {
    this.entries.delete(id);
  }

  /** The ids not to be touched at this moment. */
  now(now: MachineTime): string[] {
    return [...this.entries].filter(([, { untilMs }]) => untilMs > now.getTime()).map(([id]) => id);
  }
}
