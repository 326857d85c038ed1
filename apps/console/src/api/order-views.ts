// What the api answers about orders and what became of them, as far as this page reads it. Money is yuan text, days are YYYY-MM-DD, instants RFC 3339.

import { type Measure } from './views.js';

export type OrderState =
  | 'draft'
  | 'awaiting_approval'
  | 'rejected'
  | 'running'
  | 'partly_answered'
  | 'suspended'
  | 'complete'
  | 'complete_with_silence'
  | 'withdrawn';

export type RequestState =
  | 'queued'
  | 'dispatched'
  | 'acknowledged'
  | 'unconfirmed'
  | 'needs_attention'
  | 'executed'
  | 'executed_in_part'
  | 'refused'
  | 'not_applicable'
  | 'withdrawn'
  | 'expired';

export type ShownAs =
  | 'found'
  | 'nothing'
  | 'not_applicable'
  | 'no_answer_yet'
  | 'silent'
  | 'executed'
  | 'executed_in_part'
  | 'refused'
  | 'needs_attention'
  | 'withdrawn';

export interface OrderCounts {
  readonly total: number;
  readonly open: number;
  readonly executed: number;
  readonly executedInPart: number;
  readonly refused: number;
  readonly notApplicable: number;
  readonly withdrawn: number;
  readonly expired: number;
  readonly found: number;
  readonly nothing: number;
  readonly silent: number;
  readonly needsAttention: number;
}

export interface OrderView {
  readonly id: string;
  readonly caseId: string;
  readonly partyId?: string | null;
  readonly measure: Measure;
  readonly priority: 'urgent' | 'judge' | 'bulk' | 'statutory';
  readonly state: OrderState;
  readonly cause: 'judge' | 'bulk' | 'statutory' | 'finding' | 'withdrawal' | 'budget';
  readonly legalBasis: { readonly rulingNumber?: string | null; readonly noticeNumber?: string | null };
  readonly placedBy: string;
  readonly placedAt: string;
  readonly placedLegalAt: string;
  readonly approvedBy?: string | null;
  readonly approvedAt?: string | null;
  readonly closedAt?: string | null;
  readonly counts: OrderCounts;
  readonly fund?: { readonly sent: string; readonly received: string } | null;
}

export interface AnswerView {
  readonly asOf: string;
  readonly receivedAt: string;
  readonly reason?: { readonly code: string; readonly text: string } | null;
  readonly freeze?: {
    readonly amount: string;
    readonly caught: string;
    readonly uncaught: string;
    readonly until: string;
    readonly endsAt?: string;
    readonly wholeAccount?: true;
  } | null;
  readonly deduction?: { readonly amount: string } | null;
  readonly release?: { readonly released: string; readonly remainingCap: string } | null;
  readonly seal?: { readonly until: string; readonly rank: number } | null;
  readonly payment?: { readonly amount: string } | null;
  readonly receipt?: { readonly number: string } | null;
}

export interface RequestView {
  readonly id: string;
  readonly institution: string;
  readonly institutionName: string;
  readonly state: RequestState;
  readonly heldBy?: 'predecessor' | 'hours' | 'switch' | 'stay' | null;
  readonly silent: boolean;
  readonly shownAs: ShownAs;
  readonly attempt: number;
  readonly answer?: AnswerView | null;
}

export interface OrderPapersView {
  readonly items: readonly { readonly id: string; readonly name: string; readonly sha256: string }[];
  readonly receipts: readonly {
    readonly requestId: string;
    readonly institution: string;
    readonly number?: string;
    readonly sha256: string;
  }[];
}
