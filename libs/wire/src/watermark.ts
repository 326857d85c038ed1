/**
 * How far a partition may be committed: everything below `position()` is settled. Messages are settled in any order; the position
 * moves only over an unbroken run, so that a crash repeats messages but never skips one. Offsets come ascending and may have gaps.
 */
export class Watermark {
  private readonly settled = new Set<number>();
  private taken: number[] = [];
  private head = 0;
  private last = -1;

  /** False when the offset was taken before: after a rebalance the broker sends again what is still in hand here. */
  take(offset: number): boolean {
    if (offset <= this.last) return false;
    this.taken.push(offset);
    this.last = offset;
    return true;
  }

  settle(offset: number): void {
    this.settled.add(offset);
    for (;;) {
      const next = this.taken[this.head];
      if (next === undefined || !this.settled.delete(next)) break;
      this.head += 1;
    }
    if (this.head > 1024 && this.head * 2 > this.taken.length) {
      this.taken = this.taken.slice(this.head);
      this.head = 0;
    }
  }

  /** The offset a successor starts from; undefined while nothing was taken. */
  position(): number | undefined {
    return this.taken[this.head] ?? (this.last < 0 ? undefined : this.last + 1);
  }

  /** Messages from the position on: what a crash now would bring back. */
  span(): number {
    return this.taken.length - this.head;
  }
}
