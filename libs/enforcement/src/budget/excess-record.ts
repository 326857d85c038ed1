import { type Fen, fenOf, ZERO } from '../money.js';

/** A moment at which what a case has caught, or what is to be caught, changed. */
export interface BudgetMoment {
  readonly at: string;
  readonly caughtFen: Fen;
  readonly targetFen: Fen;
  readonly cause: ExcessCause;
  /** A release ordered for the surplus by then. */
  readonly releaseOrderId?: string | undefined;
}

export type ExcessCause = 'caught_more' | 'target_fell';

/** Money held above the debt: from the bank's act to our release, with the most it came to (R2.4-1, R2.4-5). */
export interface ExcessRecord {
  readonly from: string;
  /** Absent while it lasts. */
  readonly to?: string;
  readonly amountFen: Fen;
  readonly cause: ExcessCause;
  readonly releaseOrderId?: string;
}

export function excessAt({ caughtFen, targetFen }: Pick<BudgetMoment, 'caughtFen' | 'targetFen'>): Fen {
  return caughtFen > targetFen ? fenOf(caughtFen - targetFen) : ZERO;
}

/** One moment more: opens, raises, or ends the record under way. Nothing is ever struck out. */
export function withMoment(records: readonly ExcessRecord[], moment: BudgetMoment): readonly ExcessRecord[] {
  const amountFen = excessAt(moment);
  const last = records.at(-1);
  const open = last !== undefined && last.to === undefined ? last : undefined;
  const release = moment.releaseOrderId === undefined ? {} : { releaseOrderId: moment.releaseOrderId };
  if (open === undefined) {
    if (amountFen === ZERO) return records;
    return [...records, { from: moment.at, amountFen, cause: moment.cause, ...release }];
  }
  const earlier = records.slice(0, -1);
  if (amountFen === ZERO) return [...earlier, { ...open, ...release, to: moment.at }];
  return [...earlier, { ...open, ...release, amountFen: amountFen > open.amountFen ? amountFen : open.amountFen }];
}

export function excessRecords(moments: readonly BudgetMoment[]): readonly ExcessRecord[] {
  return moments.reduce(withMoment, [] as readonly ExcessRecord[]);
}
