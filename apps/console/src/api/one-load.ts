/** What came of one load: a value, or what was thrown. */
export type Loaded<T> = { readonly value: T } | { readonly thrown: unknown };

/**
 * Loads one thing, one call at a time. Wanted again while a call is on its way, it looks once more when that has come: were the call broken off
 * instead, a case whose events come faster than the answer would never show anything.
 */
export class OneLoad<T> {
  private readonly ending = new AbortController();
  private isUnderWay = false;
  private isWantedAgain = false;

  constructor(
    private readonly load: (signal: AbortSignal) => Promise<T>,
    private readonly tell: (loaded: Loaded<T>) => void,
  ) {}

  want(): void {
    if (this.isUnderWay) this.isWantedAgain = true;
    else void this.run();
  }

  end(): void {
    this.ending.abort();
  }

  private async run(): Promise<void> {
    this.isUnderWay = true;
    do {
      this.isWantedAgain = false;
      const loaded = await this.load(this.ending.signal).then(
        (value): Loaded<T> => ({ value }),
        (thrown: unknown): Loaded<T> => ({ thrown }),
      );
      if (this.ending.signal.aborted) return;
      this.tell(loaded);
    } while (this.isWantedAgain);
    this.isUnderWay = false;
  }
}
