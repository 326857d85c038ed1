// What the api answers about what is held, and about the money of the case, as far as this page reads it. Money is yuan text, days are YYYY-MM-DD, instants RFC 3339.

import { type OwedView } from './case-views.js';
import { type MarkView } from './party-views.js';

export interface FreezeView {
  readonly id: string;
  readonly institution: string;
  readonly kind: 'account' | 'asset';
  readonly account: string;
  readonly state: 'active' | 'released' | 'expired' | 'exhausted';
  readonly cap: string;
  readonly caught: string;
  readonly uncaught: string;
  readonly wholeAccount: boolean;
  readonly deducted: string;
  readonly from: string;
  readonly until: string;
  readonly endsAt: string;
  readonly renewal?: { readonly opensOn: string; readonly lastDay: string };
  readonly reportedAt: string;
  readonly source: 'reported' | 'computed';
}

/** A further freeze proposed because interest has outgrown the caps. */
export interface TopUpView {
  readonly id: string;
  readonly state: 'open' | 'met' | 'dismissed';
  readonly proposedAt: string;
  readonly target: string;
  readonly owed: string;
  readonly caps: string;
  readonly shortfall: string;
  readonly perDay: string;
  readonly closedBy?: string | null;
  readonly reason?: string | null;
}

export interface FreezePlanView {
  readonly owedNow: OwedView;
  readonly lines: readonly {
    readonly institution: string;
    readonly account: string;
    readonly cap: string;
    readonly because: string;
    readonly marks: readonly MarkView[];
    readonly shares?: { readonly number: string; readonly most: string; readonly previousClose: string };
  }[];
  readonly unplaced: string;
}

export interface FundView {
  readonly deductions: readonly {
    readonly requestId: string;
    readonly amount: string;
    readonly sentAt: string;
    readonly received: string;
    readonly receivedAt?: string | null;
  }[];
  readonly payments: readonly {
    readonly requestId: string;
    readonly claimId: string;
    readonly creditorId: string;
    readonly amount: string;
    readonly state: 'ordered' | 'paid' | 'refused';
    readonly paidAt?: string | null;
  }[];
  readonly received: string;
  readonly paid: string;
  readonly balance: string;
}
