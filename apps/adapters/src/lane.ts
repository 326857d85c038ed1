/** A way nobody has come back from yet is walked by few: two, so that one request that hangs does not hold up the next. */
export const FIRST_WIDTH = 2;
/**
 * So long a request waits for a kept connection rather than open one of its own, which costs as much as the whole rest of it. A busy process takes a
 * tenth of a second to hear what came at once.
 */
const PATIENCE_MS = 400;

interface Waiting {
  readonly since: number;
  readonly enter: () => void;
}

/**
 * How many exchanges with one institution run at once. Width only: it never drops, reorders or retries. It begins narrow and every answer
 * makes it wider, so that an institution that is away holds two connections and not a whole window of them. An exchange beyond the first
 * takes a connection that is free; where none is, it waits a moment for one of those under way. A pressing one does not, and passes who does.
 */
export class Lane {
  private inUse = 0;
  private width: number;
  private readonly waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly widest: number,
    private readonly hasConnection: () => boolean = () => true,
  ) {
    this.width = Math.min(FIRST_WIDTH, widest);
  }

  async run<T>(work: () => Promise<T>, isPressing = false): Promise<T> {
    if (this.inUse < this.width && (isPressing || this.isCheap())) this.inUse += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      // a connection is free one turn of the loop after its answer: whoever came at once would open another
      if (this.waiting.length > 0) setImmediate(() => this.leave());
      else this.leave();
    }
  }

  /** Somebody answered. */
  widen(): void {
    if (this.width === this.widest) return;
    this.width += 1;
    this.admitPatient();
  }

  /** Nobody answers any more: whoever is under way stays so, and the others go as they did at first. */
  narrow(): void {
    this.width = Math.min(FIRST_WIDTH, this.widest);
  }

  used(): number {
    return this.inUse;
  }

  private isCheap(): boolean {
    return this.waiting.length === 0 && (this.inUse === 0 || this.hasConnection());
  }

  private turn(): Promise<void> {
    this.timer ??= setTimeout(() => this.admitPatient(), PATIENCE_MS);
    return new Promise((enter) => this.waiting.push({ since: performance.now(), enter }));
  }

  private leave(): void {
    this.inUse -= 1;
    // by the connection that is free now; or instead of it, where the institution closes each
    if (this.inUse < this.width) this.admit();
    this.admitPatient();
  }

  /** Whoever waited long enough goes, as far as the lane is wide. */
  private admitPatient(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const now = performance.now();
    for (let [next] = this.waiting; next !== undefined && this.inUse < this.width; [next] = this.waiting) {
      const leftMs = next.since + PATIENCE_MS - now;
      if (leftMs > 0) {
        this.timer = setTimeout(() => this.admitPatient(), leftMs);
        return;
      }
      this.admit();
    }
  }

  // a slot is handed over in the same turn: nobody can slip in between
  private admit(): void {
    const next = this.waiting.shift();
    if (next === undefined) return;
    this.inUse += 1;
    next.enter();
  }
}
