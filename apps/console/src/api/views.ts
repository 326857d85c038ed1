// What the api answers, as far as this page reads it. Money is yuan text, days are YYYY-MM-DD, instants RFC 3339.

import { type MarkView, type Strange } from './party-views.js';

export type Role = 'judge' | 'approver' | 'clerk' | 'finance' | 'operator' | 'auditor' | 'service';
export type CaseState = 'open' | 'dormant' | 'resumed' | 'closed';
export type Measure = 'inquire' | 'freeze' | 'renew' | 'release' | 'deduct' | 'seal' | 'pay';
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

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

export interface DemoClock {
  readonly legal: string;
}

export interface InstitutionView {
  readonly code: string;
  readonly kind: 'bank' | 'registry';
  readonly names: { readonly zh: string; readonly en: string };
  readonly measures: readonly Measure[];
}

export interface CaseSummary {
  readonly id: string;
  readonly caseNumber: string;
  readonly resumedNumber?: string | null;
  readonly court: { readonly code: string; readonly name: string };
  readonly cause: string;
  readonly state: CaseState;
  readonly filedOn: string;
  readonly dormantOn?: string | null;
  readonly judgeId: string;
  readonly target: string;
  readonly paid: string;
  readonly owedNow?: OwedView;
  /** The nearest first. */
  readonly timeLimits?: readonly TimeLimitView[];
}

export interface PartyView {
  readonly id: string;
  readonly role: 'creditor' | 'debtor';
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly idType: string;
  readonly idNumber: string;
}

export interface ClaimView {
  readonly id: string;
  readonly creditorId: string;
  readonly principal: string;
  readonly paid: string;
  readonly title: string;
}

export interface WatchSlotView {
  readonly slot: number;
  readonly dueOn: string;
  readonly state: 'waiting' | 'asked' | 'answered' | 'late';
  readonly answeredOn?: string | null;
}

/** What is owed on one day; it grows, so it is never shown without its day (R2.4-1). */
export interface OwedView {
  readonly on: string;
  readonly withInterest: boolean;
  readonly target: string;
  readonly owed: string;
  readonly perDay: string;
}

export type StayKind =
  | 'act_objection'
  | 'third_party_objection'
  | 'suspension'
  | 'stay_on_security'
  | 'settlement'
  | 'bankruptcy_accepted'
  | 'bankruptcy_referral'
  | 'retrial'
  | 'death_or_dissolution'
  | 'criminal_freeze_first';

export interface TimeLimitView {
  readonly id: string;
  readonly kind: 'objection_answer' | 'stay_end';
  readonly lastDay: string;
  readonly standing: 'running' | 'last_day' | 'passed';
  readonly institution?: string;
  readonly stayKind?: StayKind;
  readonly alarm: boolean;
  readonly acknowledged: boolean;
  readonly warnings: readonly { readonly days: number; readonly dueOn: string }[];
}

export interface StayView {
  readonly id: string;
  readonly partyId?: string;
  readonly institution?: string;
  readonly account?: string;
  readonly kind: StayKind;
  readonly rule: string;
  readonly authority: string;
  readonly bars: readonly Measure[];
  readonly from: string;
  readonly until?: string;
  readonly reason: string;
  readonly documentId: string;
  readonly begunBy: string;
  readonly endedOn?: string;
  readonly endedBy?: string;
  readonly endingReason?: string;
}

export interface ArchivedView {
  readonly file: string;
  readonly table: 'answer' | 'delivery' | 'journal' | 'request' | 'event' | 'audit';
  readonly month: string;
  readonly rows: number;
}

export interface CaseView extends CaseSummary {
  readonly parties: readonly PartyView[];
  readonly claims: readonly ClaimView[];
  readonly stays?: readonly StayView[];
  /** Older rows in files of the archive: a list that is empty here may be full there. */
  readonly archived?: readonly ArchivedView[];
  readonly watch?: {
    readonly until: string;
    readonly state: 'watching' | 'ended';
    readonly slots: readonly WatchSlotView[];
  } | null;
}

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

export interface AccountView {
  readonly partyId: string;
  readonly institution: string;
  readonly account: string;
  readonly class: string;
  readonly balance: string;
  readonly available: string;
  readonly asOf: string;
  readonly priorMeasures: readonly { readonly authority: string; readonly documentNumber: string }[];
  readonly exemptionTag?: string | null;
  readonly marks: readonly MarkView[];
  readonly strange?: Strange;
}

export interface RegisteredAssetView {
  readonly partyId: string;
  readonly institution: string;
  readonly assetId: string;
  readonly kind: 'real_estate' | 'vehicle' | 'shares';
  readonly shares?: {
    readonly quantity: string;
    readonly available: string;
    readonly previousClose: string;
    readonly closeOn: string;
  };
  readonly strange?: Strange;
  readonly description: string;
  readonly asOf: string;
}

export interface AssetsView {
  readonly accounts: readonly AccountView[];
  readonly assets: readonly RegisteredAssetView[];
  readonly institutions: readonly {
    readonly code: string;
    readonly name: string;
    readonly shownAs: ShownAs | 'not_asked';
    readonly asOf?: string | null;
  }[];
  readonly silent: readonly string[];
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

/** One account as a bank reported it, with the time it was true. */
export interface SightingView {
  readonly institution: string;
  readonly account: string;
  readonly available: string;
  readonly currency: string;
  readonly at: string;
  readonly exemptionTag?: string | null;
  readonly strange?: Strange;
  readonly source: { readonly kind: 'credit' | 'inquiry'; readonly amount?: string };
}

export interface FindingView {
  readonly id: string;
  readonly caseId: string;
  readonly partyId: string;
  readonly kind: 'credit' | 'inquiry';
  readonly level: 'info' | 'review' | 'freeze_now';
  readonly state: 'open' | 'resumed' | 'dismissed';
  readonly amount: string;
  readonly evidence: {
    readonly sightings?: readonly SightingView[];
    readonly assets?: readonly {
      readonly institution: string;
      readonly description: string;
      readonly assetId: string;
      readonly strange?: Strange;
    }[];
  };
  readonly foundAt: string;
  readonly foundLegalAt: string;
}

export interface AuditView {
  readonly id: string;
  readonly at: string;
  readonly legalAt: string;
  readonly actor: string;
  readonly role: Role;
  readonly act: string;
  readonly subject?: { readonly kind: string; readonly id: string };
  readonly reason?: string | null;
}

export interface CaseEvent {
  readonly kind: string;
}

export interface DocumentReceipt {
  readonly id: string;
}
