/** The closed list of what can be wrong. HTTP status is decided from it in one filter, retry in one wrapper. */
export type ErrorCode =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'idempotency_mismatch'
  | 'illegal_transition'
  | 'too_large'
  | 'unsupported_media_type'
  | 'overloaded'
  | 'unavailable'
  | 'internal';

/** Where the law says so: the id of the rule (docs/law.md) and its article in Chinese. */
interface Citation {
  readonly rule?: string;
  readonly article?: string;
}

/** One thing wrong with one field; `field` is a JSON path such as `claims[0].principal`. */
export interface FieldProblem extends Citation {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

interface Facts {
  readonly problems?: readonly FieldProblem[];
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The message says what to do. It never carries names, ID numbers or account numbers. */
export class ChakongError extends Error {
  override readonly name = 'ChakongError';
  readonly problems: readonly FieldProblem[];
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    facts: Facts = {},
  ) {
    super(message, { cause: facts.cause });
    this.problems = facts.problems ?? [];
    this.retryable = facts.retryable ?? (code === 'overloaded' || code === 'unavailable');
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

export function invalid(field: string, code: string, message: string, citation: Citation = {}): ChakongError {
  return new ChakongError('invalid', message, { problems: [{ field, code, message, ...citation }] });
}

export function notFound(what: string): ChakongError {
  return new ChakongError('not_found', `There is no such ${what}. Check the address.`);
}
