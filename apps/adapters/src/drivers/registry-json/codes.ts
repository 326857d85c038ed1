import { type RequestItem } from '#messages/requests.js';
import { type CodeMeaning } from '../reply.js';

/** Every reason code of the protocol. A code outside makes an answer unreadable. The house spells its reasons the same way. */
export const REASONS = {
  document_missing: 'refusal', // R1.8-10
  card_missing: 'refusal', // R1.8-11
  subject_not_found: 'refusal', // R1.8-12
  asset_not_found: 'refusal',
  id_mismatch: 'refusal', // R1.8-14
  name_mismatch: 'refusal', // R1.8-14
  unsupported_measure: 'refusal', // R1.8-16
  review_not_passed: 'refusal',
  term_invalid: 'refusal',
  seal_not_found: 'refusal',
  transferred: 'refusal',
  // The registry did nothing and remembers nothing: the same request goes out again with a later notAfter.
  not_after_passed: 'not_done',
  // Content never changes under an id of ours, so something else stands there: a person looks, we believe neither side.
  id_reused: 'id_taken',
  // The same content again would be just as unreadable to the registry: the judge sees the refusal.
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

export function mayExplain(code: ReasonCode): boolean {
  return REASONS[code] === 'refusal';
}

/** GB 11643, GB 32100, GB 11714 and the rest; `other` depends on who the subject is. */
export function wireIdType(subject: Pick<RequestItem['subject'], 'kind' | 'idType'>): string {
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

/** The table of the four measures: which outcomes a measure may have. */
export const MEASURES = {
  inquire: ['found', 'nothing', 'refused', 'not_applicable'],
  seal: ['executed', 'refused'],
  renew: ['executed', 'refused'],
  release: ['executed', 'refused'],
} as const;

export type RegistryMeasure = keyof typeof MEASURES;
