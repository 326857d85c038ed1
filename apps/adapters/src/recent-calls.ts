const STEPS = 10;

/** Calls and failures of the last `windowMs`, counted in ten steps: as time passes, the oldest is forgotten. */
export class RecentCalls {
  private readonly calls = new Array<number>(STEPS).fill(0);
  private readonly failures = new Array<number>(STEPS).fill(0);
  private readonly stepMs: number;
  private step = 0;

  constructor(windowMs: number) {
    this.stepMs = windowMs / STEPS;
  }

  /** `now` never goes back. */
  begin(now: number): void {
    const place = this.placeAt(now);
    this.calls[place] = (this.calls[place] ?? 0) + 1;
  }

  /** Counts one, and tells how many there are now. A call that fails after the window forgot it counts as one that began. */
  fail(now: number): { readonly calls: number; readonly failures: number } {
    const place = this.placeAt(now);
    this.failures[place] = (this.failures[place] ?? 0) + 1;
    const failures = sum(this.failures);
    return { calls: Math.max(sum(this.calls), failures), failures };
  }

  private placeAt(now: number): number {
    const step = Math.floor(now / this.stepMs);
    const passed = Math.min(step - this.step, STEPS);
    for (let ago = 0; ago < passed; ago += 1) {
      this.calls[(step - ago) % STEPS] = 0;
      this.failures[(step - ago) % STEPS] = 0;
    }
    this.step = step;
    return step % STEPS;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
