/** So many a group of adapters gets through in the shortest send window, on the smallest machine and whatever else it does. */
const LEAST = 4_000;
/** A quarter of the shortest send window: what waits longer for adapters comes too late before long, and was sent for nothing. */
const LATE_MS = 3_000;
/** To count is dear where much is in hand; where little is, only what other replicas do could be missed. */
const EVERY_MS = 1_000;
const SELDOM_MS = 5_000;
const STEP = 1.25;

interface Hand {
  most: number;
  inHand: number;
  waits: number[];
}

/**
 * How much that is not urgent each group of adapters has in hand, all windows together. Thousands of windows are wider together than any processor:
 * what it does not get through within the send window would come back unsent, in its turn after all others, and be sent anew. So while even the
 * quickest answers of a group come late, nothing that is not urgent is dispatched to it beyond what it had in hand when they were in time.
 * Slow institutions do not count as long as one answer of ten is quick. Urgent requests are neither counted nor held.
 */
export class InHand {
  private readonly hands = new Map<string, Hand>();
  private lookedAt = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  isFull(group: string): boolean {
    const { inHand, most } = this.of(group);
    return inHand >= most;
  }

  isAnyFull(): boolean {
    return [...this.hands.keys()].some((group) => this.isFull(group));
  }

  claimed(group: string): void {
    this.of(group).inHand += 1;
  }

  /** It came back; where an institution answered, so long after the claim. Of several replicas each hears of a share, which says as much. */
  freed(group: string, answeredAfterMs: number | undefined): void {
    const hand = this.of(group);
    // what another replica claimed comes back to us too
    hand.inHand = Math.max(0, hand.inHand - 1);
    if (answeredAfterMs !== undefined) hand.waits.push(answeredAfterMs);
  }

  figures(): { readonly group: string; readonly now: number; readonly most: number }[] {
    return [...this.hands].map(([group, { inHand, most }]) => ({ group, now: inHand, most: Math.round(most) }));
  }

  /** Whether it is time to count what is dispatched, for `looked`. */
  isDue(): boolean {
    const isMuch = [...this.hands.values()].some(({ inHand }) => inHand > LEAST / 2);
    return this.now() >= this.lookedAt + (isMuch ? EVERY_MS : SELDOM_MS);
  }

  /** What is dispatched and not urgent, by group, counted in the queue: what other replicas claimed and recorded too. */
  looked(dispatched: ReadonlyMap<string, number>): void {
    this.lookedAt = this.now();
    for (const group of new Set([...this.hands.keys(), ...dispatched.keys()])) {
      const hand = this.of(group);
      const wasFull = hand.inHand * STEP >= hand.most;
      hand.inHand = dispatched.get(group) ?? 0;
      if (hand.waits.length === 0) continue;
      const quick = hand.waits.sort((one, other) => one - other)[Math.floor(hand.waits.length / 10)] ?? 0;
      if (quick > LATE_MS) hand.most = Math.max(LEAST, hand.most / STEP);
      // what is told now was claimed a while ago
      else if (wasFull && quick < LATE_MS / 2) hand.most *= STEP;
      hand.waits = [];
    }
  }

  private of(group: string): Hand {
    const hand = this.hands.get(group) ?? { most: LEAST, inHand: 0, waits: [] };
    this.hands.set(group, hand);
    return hand;
  }
}
