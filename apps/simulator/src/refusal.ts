import { type LegalBasis } from './request-fields.js';

const statusOf = {
  malformed: 400,
  unauthorised: 401,
  account_exempt: 403,
  subject_not_found: 404,
  account_not_found: 404,
  asset_not_found: 404,
  freeze_not_found: 404,
  seal_not_found: 404,
  id_reused: 409,
  document_missing: 422,
  card_missing: 422,
  id_mismatch: 422,
  name_mismatch: 422,
  unsupported_measure: 422,
  amount_invalid: 422,
  term_invalid: 422,
  insufficient_caught: 422,
  insufficient_funds: 422,
  deduct_interbank_failed: 422,
  review_not_passed: 422,
  not_after_passed: 422,
  busy: 429,
  closed: 503,
} as const;
export type RefusalCode = keyof typeof statusOf;

export interface Refusal {
  code: RefusalCode;
  text: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** A string goes out as it stands, anything else as JSON. */
  body: unknown;
}

const json = { 'content-type': 'application/json' };

export function reply(status: number, body: unknown): Reply {
  return { status, headers: json, body };
}

export function problem(refusal: Refusal, time: Record<string, string>, requestId?: string, retryAfterS = 2): Reply {
  const status = statusOf[refusal.code];
  const body = {
    type: 'about:blank',
    title: refusal.code.replaceAll('_', ' '),
    status,
    code: refusal.code,
    detail: refusal.text,
    ...(requestId && { requestId }),
    ...time,
  };
  const retry = status === 429 || status === 503 ? { 'retry-after': String(retryAfterS) } : {};
  return { status, headers: { 'content-type': 'application/problem+json', ...retry }, body };
}

/** R1.8-10, R1.8-11: every measure but an inquiry needs the ruling, a document and two officers' cards. */
export function lackingBasis(basis: LegalBasis): Refusal | undefined {
  if (!basis.rulingNumber || basis.documents.length === 0) return { code: 'document_missing', text: '无法律文书' };
  if (basis.officers.length < 2) return { code: 'card_missing', text: '无证件信息' };
  return undefined;
}
