import { type Fen } from '../money.js';
import { type AccountEvent, type Holder, type ServedFreeze } from './account-event.js';
import { type Allocation } from './allocation.js';

export type EndedBy = 'released' | 'expired' | 'exhausted' | 'lifted';

/** A freeze with what its history made of it. Rank follows `servedAt` and nothing else, so no event can better or lose it. */
export interface Standing extends ServedFreeze {
  /** Service on the bank (R2.2-1); with `order`, which settles equal times, it is the rank. */
  readonly servedAt: string;
  readonly order: string;
  readonly deductedFen: Fen;
  readonly ended: { readonly by: EndedBy; readonly at: string } | undefined;
}

export interface Ranked extends Standing, Allocation {
  /** 1 is the first freeze (首封). */
  readonly rank: number;
}

/** Money that came to a freeze because one before it gave way (R2.2-4). The court of `freezeId` is to be told. */
export interface Promotion extends Holder {
  readonly at: string;
  readonly freezeId: string;
  readonly fromRank: number;
  readonly toRank: number;
  readonly fromFen: Fen;
  readonly toFen: Fen;
  readonly cause: AccountEvent['kind'] | 'expired';
  /** Who gave way; absent where all were lifted at once. */
  readonly madeWay?: string;
}

/** An event the law or the book does not allow. The book stays as it was; a person looks. */
export interface Contradiction {
  readonly eventId: string;
  readonly rule: string;
  readonly message: string;
}

export interface AccountBook {
  readonly moneyFen: Fen;
  /** In effect, by rank. */
  readonly freezes: readonly Ranked[];
  readonly ended: readonly Standing[];
  readonly promotions: readonly Promotion[];
  readonly contradictions: readonly Contradiction[];
  /** Set from the acceptance of a bankruptcy petition to its refusal: the ranks to come back to (R7.2-6). */
  readonly rankSnapshot: readonly string[];
  readonly petition: 'none' | 'accepted' | 'refused';
}
