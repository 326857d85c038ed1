import { performance } from 'node:perf_hooks';

const LOOK_EVERY_MS = 20;
/** Who is inside for so long waits for an institution, whatever else the process does: the place is for others then. */
const LONGEST_MS = 3_000;
/** A process that waits for somebody for more than a fifth of its time could do with more in hand. */
const BUSY = 0.8;

interface Waiting {
  readonly places: number;
  readonly enter: (leave: () => void) => void;
}

/**
 * How much one process has in hand at once, over all institutions. A burst to thousands of them would else begin everywhere at once, and
 * whatever is under way holds a connection and its memory. Who waits here waits for the processor anyway: when that has time to spare,
 * because institutions are slow or away, there are more places, and so nobody's silence holds up the others.
 */
export class Admission {
  private readonly waiting: Waiting[] = [];
  private taken = 0;
  private places: number;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly fewest: number,
    private readonly hasTime: () => boolean = timeToSpare(),
  ) {
    this.places = fewest;
  }

  /** In the order of coming; who wants no place never waits. Call the result to leave. Thousands wait: each costs a promise only. */
  enter(wanted: number): Promise<() => void> {
    // what is larger than the whole goes when nothing else does
    const places = Math.min(wanted, this.fewest);
    if (places === 0 || (this.waiting.length === 0 && this.taken + places <= this.places)) {
      return Promise.resolve(this.take(places));
    }
    if (this.looking === undefined) this.beginLooking();
    return new Promise((enter) => this.waiting.push({ places, enter }));
  }

  private take(places: number): () => void {
    if (places === 0) return () => undefined;
    this.taken += places;
    let isInside = true;
    const leave = () => {
      if (!isInside) return;
      isInside = false;
      clearTimeout(timer);
      this.taken -= places;
      this.admit();
    };
    const timer = setTimeout(leave, LONGEST_MS);
    return leave;
  }

  private beginLooking(): void {
    // the time before it was busy says nothing
    this.hasTime();
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  private look(): void {
    const { fewest } = this;
    this.places = this.hasTime()
      ? Math.max(this.places, this.taken) + Math.ceil(fewest / 2)
      : Math.max(fewest, Math.floor(this.places * 0.9));
    this.admit();
  }

  // places are handed over in the same turn: nobody can slip in between
  private admit(): void {
    let count = 0;
    for (const { places, enter } of this.waiting) {
      if (this.taken + places > this.places) break;
      count += 1;
      enter(this.take(places));
    }
    this.waiting.splice(0, count);
    if (this.waiting.length > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
    this.places = this.fewest;
  }
}

/** Whether the event loop waited for somebody since the last time this was asked. */
function timeToSpare(): () => boolean {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization < BUSY;
  };
}
