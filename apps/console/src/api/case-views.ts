// What the api answers about a case itself, as far as this page reads it. Money is yuan text, days are YYYY-MM-DD, instants RFC 3339.

import { type Measure } from './views.js';

export type CaseState = 'open' | 'dormant' | 'resumed' | 'closed';

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
