import { ascending } from '../comparing.js';
import { type Fen, fenOf, minFen, ZERO } from '../money.js';
import { type Cap } from './allocation.js';

/** A freeze lifted when a bankruptcy petition was accepted, as it stood then. */
export interface LiftedFreeze {
  readonly freezeId: string;
  /** Its service on the bank: the rank to come back to. RFC 3339 in UTC. */
  readonly servedAt: string;
  readonly cap: Cap;
  readonly caughtFen: Fen;
}

export interface Restored {
  readonly freezeId: string;
  readonly cap: Cap;
}

/**
 * What comes back when the petition is refused (R7.2-6, 破产法解释二 art. 8): each freeze in its old rank with what it held, as far as it is still
 * to be enforced (`roomFen`, R2.4-1), the earliest first. A whole account comes back whole while anything is left, and uses up what it held.
 */
export function restoration(lifted: readonly LiftedFreeze[], roomFen: Fen): readonly Restored[] {
  let left = roomFen > 0n ? roomFen : ZERO;
  const inRank = [...lifted].sort((a, b) => ascending(a.servedAt, b.servedAt) || ascending(a.freezeId, b.freezeId));
  return inRank.flatMap(({ freezeId, cap, caughtFen }): Restored[] => {
    if (left === ZERO) return [];
    const taken = minFen(cap === 'whole' ? caughtFen : cap, left);
    left = fenOf(left - taken);
    if (cap === 'whole') return [{ freezeId, cap }];
    return taken === ZERO ? [] : [{ freezeId, cap: taken }];
  });
}
