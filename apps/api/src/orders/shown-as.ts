import { type RequestState } from '#enforcement/request-states.js';

/** What a judge sees of a request. *Nothing found*, *not applicable*, *no answer yet* and *silent* are four different things. */
export const SHOWN_AS = [
  'found',
  'nothing',
  'executed',
  'executed_in_part',
  'refused',
  'not_applicable',
  'withdrawn',
  'needs_attention',
  'silent',
  'no_answer_yet',
] as const;
export type ShownAs = (typeof SHOWN_AS)[number];

export function shownAs(request: {
  readonly state: RequestState;
  readonly outcome: 'found' | 'nothing' | null;
  readonly silent: boolean;
}): ShownAs {
  switch (request.state) {
    case 'executed':
    case 'executed_in_part':
      return request.outcome ?? request.state;
    case 'refused':
    case 'not_applicable':
    case 'withdrawn':
    case 'needs_attention':
      return request.state;
    case 'expired':
      return 'silent';
    case 'queued':
    case 'dispatched':
    case 'acknowledged':
    case 'unconfirmed':
      return request.silent ? 'silent' : 'no_answer_yet';
  }
}
