import { type Fen, fenOf, sumFen, ZERO } from '../money.js';
import { type BudgetMoment } from './excess-record.js';

/** What a freeze holds: nothing once it has ended. */
export interface Held {
  readonly capFen: Fen;
  readonly caughtFen: Fen;
}

/** A change of one freeze, as the book keeps it. */
export interface FreezeHappening extends Held {
  readonly freezeId: string;
  readonly at: string;
  readonly isActive: boolean;
  /** What this change took out of the debt as well. */
  readonly deductedFen: Fen;
  /** Where a release of ours did it. */
  readonly releaseOrderId?: string | undefined;
}

export interface DebtAfter {
  /** The whole debt, whether paid or not. */
  readonly targetFen: Fen;
  /** What was owed after the last change. */
  readonly owedFen: Fen;
  /** All that was deducted by then. */
  readonly deductedFen: Fen;
}

/**
 * What a case held after each change of its freezes, against what it was owed at that moment (R2.4-1, R2.4-5): money caught too much and let go again
 * before anybody looked was held all the same. While all caps stay within the whole debt, only a fallen debt can make too much of what they caught.
 */
export function pastMoments(
  before: ReadonlyMap<string, Held>,
  happenings: readonly FreezeHappening[],
  after: DebtAfter,
): readonly BudgetMoment[] {
  const holding = new Map(before);
  let later = sumFen(happenings.map(({ deductedFen }) => deductedFen));
  return happenings.map(({ freezeId, at, isActive, capFen, caughtFen, deductedFen, releaseOrderId }): BudgetMoment => {
    holding.set(freezeId, isActive ? { capFen, caughtFen } : { capFen: ZERO, caughtFen: ZERO });
    later = fenOf(later - deductedFen);
    const caps = sumFen([...holding.values()].map((held) => held.capFen));
    return {
      at,
      caughtFen: sumFen([...holding.values()].map((held) => held.caughtFen)),
      targetFen: fenOf(after.owedFen + later),
      cause: caps + after.deductedFen - later > after.targetFen ? 'caught_more' : 'target_fell',
      ...(releaseOrderId === undefined ? {} : { releaseOrderId }),
    };
  });
}
