import { hasEffect, type Measure } from './measure.js';

/** States of one request to one institution; docs/glossary.md says a sentence about each. */
export const REQUEST_STATES = [
  'queued',
  'dispatched',
  'acknowledged',
  'unconfirmed',
  'needs_attention',
  'executed',
  'executed_in_part',
  'refused',
  'not_applicable',
  'withdrawn',
  'expired',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

const FINAL = ['executed', 'executed_in_part', 'refused', 'not_applicable', 'withdrawn', 'expired'] as const;
export type FinalState = (typeof FINAL)[number];
export type AnsweredState = 'executed' | 'executed_in_part' | 'refused' | 'not_applicable';

export function isFinal(state: RequestState): state is FinalState {
  return (FINAL as readonly RequestState[]).includes(state);
}

/** What can happen to a request. Only these change its state, and only through `nextState`. */
export type RequestEvent =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'answered'; readonly state: AnsweredState }
  /** A final answer whose content differs from the final answer already stored. */
  | { readonly kind: 'contradicted' }
  /** No answer; `reached: no` is proof that the institution did nothing. */
  | { readonly kind: 'silent'; readonly reached: 'no' | 'maybe' }
  | { readonly kind: 'lease_over' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'rounds_exhausted' }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'answer_by_passed' };

type Kind = RequestEvent['kind'];
type Row = Partial<Record<Exclude<Kind, 'answered' | 'silent' | 'lease_over'>, RequestState>> & {
  readonly answered?: 'its outcome' | { readonly measure: RequestState; readonly inquiry: 'its outcome' | RequestState };
  readonly silentNo?: RequestState;
  readonly silentMaybe?: { readonly measure: RequestState; readonly inquiry: RequestState };
  readonly leaseOver?: { readonly measure: RequestState; readonly inquiry: RequestState };
};

// An answer is never refused because of the state we believe in: it tells what the bank really did.
const TABLE: Record<RequestState, Row> = {
  queued: {
    claimed: 'dispatched',
    acknowledged: 'acknowledged',
    answered: 'its outcome',
    unreadable: 'needs_attention',
    withdrawn: 'withdrawn',
    answer_by_passed: 'expired',
  },
  dispatched: {
    acknowledged: 'acknowledged',
    answered: 'its outcome',
    silentNo: 'queued',
    silentMaybe: { measure: 'unconfirmed', inquiry: 'queued' },
    leaseOver: { measure: 'unconfirmed', inquiry: 'queued' },
    unreadable: 'needs_attention',
  },
  acknowledged: { answered: 'its outcome', unreadable: 'needs_attention', rounds_exhausted: 'needs_attention' },
  unconfirmed: {
    acknowledged: 'acknowledged',
    answered: 'its outcome',
    silentNo: 'queued',
    unreadable: 'needs_attention',
    rounds_exhausted: 'needs_attention',
  },
  needs_attention: { answered: 'its outcome' },
  executed: { contradicted: 'needs_attention' },
  executed_in_part: { contradicted: 'needs_attention' },
  refused: { contradicted: 'needs_attention' },
  not_applicable: { contradicted: 'needs_attention' },
  // Nothing was sent, so an answer that claims an effect cannot be ours to believe. An inquiry may have been sent all the same: its answer
  // ends the silence, or comes to somebody who no longer asks.
  withdrawn: { answered: { measure: 'needs_attention', inquiry: 'withdrawn' }, acknowledged: 'needs_attention' },
  expired: { answered: { measure: 'needs_attention', inquiry: 'its outcome' }, acknowledged: 'needs_attention' },
};

/** The one function that moves a request. Returns the same state where an event changes nothing (a repetition, a late silence). */
export function nextState(state: RequestState, event: RequestEvent, measure: Measure): RequestState {
  const row = TABLE[state];
  switch (event.kind) {
    case 'answered': {
      const next = typeof row.answered === 'object' ? row.answered[hasEffect(measure) ? 'measure' : 'inquiry'] : row.answered;
      return next === 'its outcome' ? event.state : (next ?? state);
    }
    case 'silent':
      if (event.reached === 'no') return row.silentNo ?? state;
      return (hasEffect(measure) ? row.silentMaybe?.measure : row.silentMaybe?.inquiry) ?? state;
    case 'lease_over':
      return (hasEffect(measure) ? row.leaseOver?.measure : row.leaseOver?.inquiry) ?? state;
    case 'contradicted':
      // An inquiry's first final wins: two truthful looks at two moments may differ.
      return hasEffect(measure) ? (row.contradicted ?? state) : state;
    case 'acknowledged':
      return isFinal(state) && !hasEffect(measure) ? state : (row.acknowledged ?? state);
    case 'claimed':
    case 'unreadable':
    case 'rounds_exhausted':
    case 'withdrawn':
    case 'answer_by_passed':
      return row[event.kind] ?? state;
  }
}
