/** Somebody rests until a good part of its window is free. */
const FULL_MS = 50;
/** Whoever frees a place says so, and the next round begins; this is for places that another control freed. */
const BUSY_MS = 200;
const IDLE_MS = 500;

/**
 * From institution to institution, a part of them in each round, and how soon the next round comes. What waits at many of them may be what cannot
 * be sent yet: who came round to the beginning and found nothing rests.
 */
export class Rounds {
  /** Where the next round begins. */
  after = '';
  private hasFound = false;

  /** Milliseconds to the next round. `after` is empty when this one came to the end; `isFull`: it took as much as one may, or somebody rests. */
  done({ after, taken, isFull }: { readonly after: string; readonly taken: number; readonly isFull: boolean }): number {
    this.hasFound = taken > 0 || (this.after !== '' && this.hasFound);
    this.after = after;
    if (after !== '' || (taken > 0 && isFull)) return 0;
    if (isFull) return FULL_MS;
    return this.hasFound ? BUSY_MS : IDLE_MS;
  }
}
