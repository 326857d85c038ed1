/** How many exchanges with one institution run at once. Width only: it never drops, reorders or retries. */
export class Lane {
  private inUse = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly width: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inUse >= this.width) await new Promise<void>((enter) => this.waiting.push(enter));
    else this.inUse += 1;
    try {
      return await work();
    } finally {
      // the slot is handed over, not freed: nobody can slip in between
      const next = this.waiting.shift();
      if (next === undefined) this.inUse -= 1;
      else next();
    }
  }

  used(): number {
    return this.inUse;
  }
}
