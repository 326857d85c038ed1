import { type Fen, minFen, ZERO } from '../money.js';

/** What a freeze may hold: an amount, or the whole account whatever comes in (KZNR=2, R2.3-2). */
export type Cap = Fen | 'whole';

export interface Allocation {
  /** Backed by money now (SKJE, R1.8-6). */
  readonly effectiveFen: Fen;
  /** Waits for money (CESKJE, R1.8-7). A whole-account freeze waits for all there ever will be. */
  readonly queuedFen: Cap;
}

/**
 * R2.3: `alloc_i = min(cap_i, max(0, B − Σ_{j<i} alloc_j))` for caps in order of rank. One freeze may be effective in part and queued in part
 * (R2.3-4); behind a whole-account freeze everybody is queued with all of it.
 */
export function allocate(moneyFen: Fen, caps: readonly Cap[]): readonly Allocation[] {
  let left = moneyFen > 0n ? moneyFen : ZERO;
  return caps.map((cap) => {
    if (cap === 'whole') {
      const effectiveFen = left;
      left = ZERO;
      return { effectiveFen, queuedFen: 'whole' };
    }
    const effectiveFen = minFen(cap, left);
    left = (left - effectiveFen) as Fen;
    return { effectiveFen, queuedFen: (cap - effectiveFen) as Fen };
  });
}
