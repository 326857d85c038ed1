import { type z } from 'zod';
import { type Parsed, type Reply, silent, type Silent, unreadable, type Unreadable } from '../driver.js';

/** What a code of a protocol's closed list says about the request. Each protocol has its table in `codes.ts`. */
export type CodeMeaning =
  /** An answer: nothing was done, and it is final. */
  | 'refusal'
  /** Only beside `executed_in_part`. */
  | 'shortfall'
  /** Only with 429 and 503: come again. */
  | 'not_taken_up'
  /** Proof that nothing was done, of which the institution remembers nothing. */
  | 'not_done'
  /** Our id stands for something else there: a refusal, but no proof that nothing was done under this id. */
  | 'id_taken';

export interface Problem {
  readonly code: string;
  readonly text: string;
  readonly time: string;
  readonly requestId: string | undefined;
}

export interface Refusal {
  readonly kind: 'refusal';
  readonly problem: Problem;
}

interface Grammar {
  readonly problem: (json: unknown) => Problem | undefined;
  readonly meaning: (code: string) => CodeMeaning | undefined;
}

const REFUSING = new Set([400, 401, 403, 404, 409, 422]);
const NOT_TAKEN_UP = new Set([429, 503]);
/** A gateway or a crash spoke, not the institution: it may have acted. */
const SAYS_NOTHING = new Set([500, 502, 504]);

/**
 * The silence table for every status that is no success (rest-json promises 6 and 7). `requestId` undefined: the question was about none.
 * Anything the table does not know is unreadable, never guessed.
 */
export function readFailure(reply: Reply, requestId: string | undefined, grammar: Grammar): Refusal | Silent | Unreadable {
  if (SAYS_NOTHING.has(reply.status)) return silent('maybe', `http_${reply.status}`);
  const problem = grammar.problem(jsonOf(reply));
  if (problem === undefined) return reply.status === 503 ? silent('maybe', 'bare_503') : unreadable(`bare_${reply.status}`);
  if (problem.requestId !== undefined && problem.requestId !== requestId) return unreadable('other_request');
  const meaning = grammar.meaning(problem.code);
  if (NOT_TAKEN_UP.has(reply.status) && meaning === 'not_taken_up') return silent('no', problem.code);
  if (!REFUSING.has(reply.status)) return unreadable(`http_${reply.status}`);
  switch (meaning) {
    case 'refusal':
      return { kind: 'refusal', problem };
    case 'not_done':
      return silent('no', problem.code);
    case 'id_taken':
      return unreadable(problem.code);
    case 'not_taken_up':
    case 'shortfall':
    case undefined:
      return unreadable('unknown_code');
  }
}

/** A reply that came as part of another. It is written out again only where somebody has to look at it. */
export class PartOfReply implements Reply {
  constructor(
    readonly status: number,
    readonly json: unknown,
  ) {}

  get body(): Buffer {
    return Buffer.from(JSON.stringify(this.json) ?? '');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for whatever is no JSON: no schema accepts it, so it ends unreadable. */
export function jsonOf(reply: Reply): unknown {
  if (reply.json !== undefined) return reply.json;
  try {
    return JSON.parse(utf8.decode(reply.body));
  } catch {
    return undefined;
  }
}

/** Parses a notice; the first wrong field is named, its value is not. */
export function parseNotice<S extends z.ZodType>(schema: S, body: unknown): Parsed<z.output<S>> {
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, field: issue?.path.join('.') || '(body)', problem: issue?.message ?? 'not readable' };
}
