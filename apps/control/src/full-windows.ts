import { type Look } from '#storage/queue/claim.js';

/** A window of fewer places is counted in no time, and a place of it that stays empty is felt. */
const WIDE = 256;
/** So many of a window's places are worth a look; a look costs as much as the window is wide. */
const WORTH = 1 / 6;
const LONGEST_MS = 250;

interface Rest {
  readonly lookedAt: number;
  readonly pauseMs: number;
}

/**
 * Institutions whose wide window is full to the last place. To fill each place the moment it is free would mean counting the whole window every time;
 * so they are left alone until about a sixth of it should be free again, a quarter of a second at most. Who is not full, or has something urgent
 * waiting, is never left alone.
 */
export class FullWindows {
  private readonly resting = new Map<string, Rest>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** To be left alone now. */
  names(): Set<string> {
    const now = this.now();
    return new Set(
      [...this.resting].filter(([, { lookedAt, pauseMs }]) => now < lookedAt + pauseMs).map(([institution]) => institution),
    );
  }

  looked(looks: readonly Look[]): void {
    const now = this.now();
    for (const look of looks) {
      const before = this.resting.get(look.institution);
      const pauseMs = pauseAfter(look, before, now);
      if (pauseMs === undefined) this.resting.delete(look.institution);
      else this.resting.set(look.institution, { lookedAt: now, pauseMs });
    }
  }
}

/** How long until a sixth of the window is free, as fast as it came free since the last look; undefined where there is room left. */
function pauseAfter({ window, free, taken }: Look, before: Rest | undefined, now: number): number | undefined {
  if (window < WIDE) return undefined;
  if (taken === 0) return before === undefined ? undefined : Math.min(LONGEST_MS, Math.max(1, before.pauseMs * 2));
  if (taken < free) return undefined;
  // so much of it was free that the last pause was too long
  if (taken * 2 >= window) return 0;
  const sinceMs = before === undefined ? 0 : now - before.lookedAt;
  return Math.min(LONGEST_MS, (sinceMs * window * WORTH) / taken);
}
