/** A way nobody has come back from yet is walked by few: two, so that one request that hangs does not hold up the next. */
export const FIRST_WIDTH = 2;

/**
 * How many exchanges with one institution run at once. Width only: it never drops, reorders or retries. It begins narrow and every answer
 * makes it wider, so that an institution that is away holds two connections and not a whole window of them.
 */
export class Lane {
  private inUse = 0;
  private width: number;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly widest: number) {
    this.width = Math.min(FIRST_WIDTH, widest);
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inUse >= this.width) await new Promise<void>((enter) => this.waiting.push(enter));
    else this.inUse += 1;
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Somebody answered. */
  widen(): void {
    if (this.width === this.widest) return;
    this.width += 1;
    this.admit();
  }

  /** Nobody answers any more: whoever is under way stays so, and the others go as they did at first. */
  narrow(): void {
    this.width = Math.min(FIRST_WIDTH, this.widest);
  }

  used(): number {
    return this.inUse;
  }

  private leave(): void {
    this.inUse -= 1;
    this.admit();
  }

  // a slot is handed over in the same turn: nobody can slip in between
  private admit(): void {
    while (this.inUse < this.width) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.inUse += 1;
      next();
    }
  }
}
