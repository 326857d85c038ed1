import { type AnsweredState } from '#enforcement/request-states.js';
import { type LockedRequest } from './known-requests.js';
import { type FinalContent } from './outcome-content.js';

/** A request that becomes final, and what made it so. */
export interface Settlement {
  readonly request: LockedRequest;
  readonly state: AnsweredState;
  readonly content: FinalContent;
  readonly attempt: number;
}
