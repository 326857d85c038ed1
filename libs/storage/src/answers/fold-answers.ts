import { type Measure } from '#enforcement/measure.js';
import { type AnsweredState, isFinal, nextState, type RequestEvent, type RequestState } from '#enforcement/request-states.js';
import { asMachine, type MachineTime, plusMs } from '#platform/clocks.js';
import { type Answer, contentDigest, type FinalContent, type Outcome } from './outcome-content.js';

/** What we know of a request before an answer: its row, and its queue row while it is live. */
export interface KnownRequest {
  readonly requestId: string;
  readonly measure: Measure;
  readonly state: RequestState;
  /** In the queue. What is not has its end, also while a person looks at it. */
  readonly live: boolean;
  readonly attempt: number;
  readonly tries: number;
  readonly rounds: number;
  readonly notAfter: MachineTime | undefined;
  /** Of the answer it was settled by. */
  readonly answerDigest: string | undefined;
  /** Digests of the final answers kept that settled nothing: another copy of one says nothing new. */
  readonly heard: ReadonlySet<string>;
}

export interface Patience {
  /** Pause before the next try, by the number of tries that cost something. */
  readonly backoffMs: readonly number[];
  readonly settleAfterMs: number;
  readonly statusRounds: number;
  readonly statusEveryMs: number;
}

export interface Attention {
  readonly reason: 'contradiction' | 'unreadable' | 'rounds_exhausted' | 'impossible_answer';
  readonly detail: string;
}

/** The request after its answers: what to write. */
export interface Folded extends KnownRequest {
  readonly notBefore: MachineTime | undefined;
  readonly checkAt: MachineTime | undefined;
  readonly lastCause: string | undefined;
  readonly settled: { readonly state: AnsweredState; readonly content: FinalContent; readonly attempt: number } | undefined;
  readonly attention: Attention | undefined;
}

// Nothing went out: these cost no attempt.
const FREE = new Set(['breaker_open', 'closed', 'busy', 'not_after', 'not_after_passed', 'unauthorised', 'voided']);
const FIRST_CHECK_MS = 1_000;
const NO_LONGER = { notBefore: undefined, checkAt: undefined, lastCause: undefined };

/** Applies one answer; the state machine decides, this only adds clocks and digests. */
export function foldAnswer(known: Folded, answer: Answer, now: MachineTime, patience: Patience): Folded {
  const event = eventOf(known, answer, patience);
  if (event === undefined) return known;
  const state = nextState(known.state, event, known.measure);
  const roundsOver =
    state === known.state && (state === 'unconfirmed' || state === 'acknowledged') && known.rounds >= patience.statusRounds;
  if (roundsOver)
    return {
      ...known,
      ...NO_LONGER,
      state: nextState(state, { kind: 'rounds_exhausted' }, known.measure),
      attention: exhausted(known),
    };
  if (state === known.state) return known;
  if (answer.outcome.kind === 'final' && isFinal(state) && event.kind === 'answered') {
    return {
      ...known,
      ...NO_LONGER,
      state,
      settled: { state: event.state, content: answer.outcome, attempt: answer.attempt },
    };
  }
  if (state === 'needs_attention') return { ...known, ...NO_LONGER, state, attention: attentionOf(known, answer.outcome) };
  return { ...known, state, ...nextLook(known, state, answer.outcome, now, patience) };
}

export function unfolded(known: KnownRequest): Folded {
  return { ...known, ...NO_LONGER, settled: undefined, attention: undefined };
}

function eventOf(known: Folded, answer: Answer, patience: Patience): RequestEvent | undefined {
  const { outcome } = answer;
  switch (outcome.kind) {
    case 'final': {
      if (isHeard(known, outcome)) return undefined;
      if (known.settled !== undefined || known.answerDigest !== undefined) return { kind: 'contradicted' };
      // it had ended without an answer, and a person looks at the first that came: another does not decide for them
      if (known.state === 'needs_attention' && !known.live) return undefined;
      return { kind: 'answered', state: stateOf(outcome) };
    }
    case 'acknowledged':
      return { kind: 'acknowledged' };
    case 'silent':
      // silence about an attempt that has been followed by another says nothing
      return answer.attempt === known.attempt ? { kind: 'silent', reached: outcome.reached } : undefined;
    case 'unknown':
      return answer.attempt === known.attempt
        ? { kind: 'silent', reached: isBelieved(known, outcome.bankTime, patience) ? 'no' : 'maybe' }
        : undefined;
    case 'present':
      // figures of a freeze that is final already; they move the book, not the request
      return undefined;
    case 'unreadable':
      return answer.attempt === known.attempt ? { kind: 'unreadable' } : undefined;
  }
}

/** Of most requests nothing was heard before: their answers are compared with nothing. */
export function isHeard({ heard, answerDigest, settled }: Folded, content: FinalContent): boolean {
  if (settled === undefined && answerDigest === undefined && heard.size === 0) return false;
  const digest = contentDigest(content);
  return heard.has(digest) || answerDigest === digest || (settled !== undefined && contentDigest(settled.content) === digest);
}

/** "Unknown to us" is believed only when the institution's own time is past the last instant it would have acted (exactly-once 4). */
function isBelieved(known: KnownRequest, bankTime: string, patience: Patience): boolean {
  return known.notAfter !== undefined && asMachine(new Date(bankTime)) > plusMs(known.notAfter, patience.settleAfterMs);
}

function stateOf(content: FinalContent): AnsweredState {
  switch (content.outcome) {
    case 'found':
    case 'nothing':
    case 'executed':
      return 'executed';
    case 'executed_in_part':
    case 'refused':
    case 'not_applicable':
      return content.outcome;
  }
}

function exhausted(known: KnownRequest): Attention {
  return {
    reason: 'rounds_exhausted',
    detail: `Asked ${known.rounds} times what became of attempt ${known.attempt}; no answer that settles it.`,
  };
}

function attentionOf(known: KnownRequest, outcome: Outcome): Attention {
  if (outcome.kind === 'unreadable') return { reason: 'unreadable', detail: `An answer nobody could read: ${outcome.cause}` };
  if (known.state === 'withdrawn' || known.state === 'expired') {
    return {
      reason: 'impossible_answer',
      detail: `The institution answered a request that was ${known.state} before it was sent.`,
    };
  }
  return { reason: 'contradiction', detail: 'A second final answer says something else than the first. Both are kept.' };
}

function nextLook(known: KnownRequest, state: RequestState, outcome: Outcome, now: MachineTime, patience: Patience) {
  const cause = outcome.kind === 'silent' ? outcome.cause : outcome.kind;
  if (state === 'queued') {
    const tries = FREE.has(cause) ? known.tries : known.tries + 1;
    // the pause grows with every silence in a row, also where nothing went out: a busy bank is not asked every second
    const rounds = known.state === 'dispatched' ? known.rounds + 1 : 1;
    const pauseMs = patience.backoffMs[Math.min(rounds, patience.backoffMs.length) - 1] ?? 1_000;
    return { tries, rounds, notBefore: plusMs(now, pauseMs), checkAt: undefined, lastCause: cause };
  }
  const checkAt = plusMs(now, state === 'acknowledged' ? patience.statusEveryMs : FIRST_CHECK_MS);
  return { rounds: 0, notBefore: undefined, checkAt, lastCause: cause };
}
