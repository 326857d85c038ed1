import { type Fen } from '#enforcement/money.js';

/** A case as it is opened, every identifier checked and in its canonical spelling. */
export interface NewCase {
  readonly caseNumber: string;
  readonly court: { readonly code: string; readonly name: string };
  readonly cause: string;
  readonly filedOn: string;
  readonly judgeId: string;
  readonly parties: readonly NewParty[];
  readonly claims: readonly NewClaim[];
  /** Digest of what a file said of this case: the same again is known, something else under the same number is refused. */
  readonly importKey?: string;
}

export interface NewParty {
  readonly ref: string;
  readonly role: 'creditor' | 'debtor';
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly idType: 'citizen_id' | 'unified_credit_code' | 'organisation_code' | 'passport' | 'other';
  readonly idNumber: string;
  readonly idNumbers: readonly string[];
  readonly payee?: { readonly bankName: string; readonly bankCode: string; readonly account: string } | undefined;
}

export interface NewClaim {
  /** The `ref` of a creditor of the same case. */
  readonly creditor: string;
  readonly principal: Fen;
  readonly title: string;
  readonly doubledInterestWaived: boolean;
}
