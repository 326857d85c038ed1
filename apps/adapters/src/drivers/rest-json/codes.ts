import { type RequestItem } from '#messages/requests.js';
import { type CodeMeaning } from '../reply.js';

/** Every reason code of the protocol. A code outside makes an answer unreadable. The house spells its reasons the same way. */
export const REASONS = {
  document_missing: 'refusal', // R1.8-10
  card_missing: 'refusal', // R1.8-11
  subject_not_found: 'refusal', // R1.8-12
  account_not_found: 'refusal', // R1.8-13
  id_mismatch: 'refusal', // R1.8-14
  name_mismatch: 'refusal', // R1.8-14
  partial: 'shortfall', // R1.8-15
  unsupported_measure: 'refusal', // R1.8-16
  deduct_internal_failed: 'refusal', // R1.8-17
  deduct_interbank_failed: 'refusal', // R1.8-17
  review_not_passed: 'refusal',
  amount_invalid: 'refusal',
  term_invalid: 'refusal',
  freeze_not_found: 'refusal',
  account_exempt: 'refusal',
  // beside executed_in_part it says what was sent, in a refusal that nothing was
  insufficient_caught: 'refusal',
  insufficient_funds: 'refusal',
  payment_returned: 'refusal',
  // The bank did nothing and remembers nothing: the same request goes out again with a later notAfter.
  not_after_passed: 'not_done',
  // Content never changes under an id of ours, so something else stands there: a person looks, we believe neither side.
  id_reused: 'id_taken',
  // The same content again would be just as unreadable to the bank: the judge sees the refusal.
  malformed: 'refusal',
  // Our token, not the order, was refused. Final refusals for a wrong setting would end orders that nobody decided on.
  unauthorised: 'not_done',
  busy: 'not_taken_up',
  closed: 'not_taken_up',
} as const satisfies Record<string, CodeMeaning>;

export type ReasonCode = keyof typeof REASONS;

export function meaningOf(code: string): CodeMeaning | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : undefined;
}

/** May this code stand beside this outcome of a final answer? */
export function mayExplain(code: ReasonCode, outcome: string): boolean {
  if (outcome === 'executed_in_part') return code === 'partial' || code === 'insufficient_caught';
  return REASONS[code] === 'refusal';
}

type IdType = RequestItem['subject']['idType'];

/** GB 11643, GB 32100, GB 11714 and the rest; `other` depends on who the subject is. */
export function wireIdType(subject: { readonly kind: 'person' | 'organisation'; readonly idType: IdType }): string {
  switch (subject.idType) {
    case 'citizen_id':
    case 'passport':
    case 'organisation_code':
      return subject.idType;
    case 'unified_credit_code':
      return 'uscc';
    case 'other':
      return subject.kind === 'person' ? 'other_person' : 'other_organisation';
  }
}

export const ID_TYPES = {
  citizen_id: 'citizen_id',
  passport: 'passport',
  other_person: 'other',
  uscc: 'unified_credit_code',
  organisation_code: 'organisation_code',
  business_licence: 'other',
  other_organisation: 'other',
} as const satisfies Record<string, IdType>;

/** The table of the five measures and payments: which outcomes a measure may have, and what an executed one must carry. */
export const MEASURES = {
  inquire: { outcomes: ['found', 'nothing', 'refused', 'not_applicable'], carries: undefined },
  freeze: { outcomes: ['executed', 'executed_in_part', 'refused'], carries: 'freeze' },
  renew: { outcomes: ['executed', 'refused'], carries: 'freeze' },
  release: { outcomes: ['executed', 'refused'], carries: 'release' },
  deduct: { outcomes: ['executed', 'executed_in_part', 'refused'], carries: 'deduction' },
  pay: { outcomes: ['executed', 'refused'], carries: 'payment' },
} as const;

export type RestMeasure = keyof typeof MEASURES;
