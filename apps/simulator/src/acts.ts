import { type Fault } from './behaviour.js';

/** Everything an institution does is one of these, one line each in its ledger file; README.md says what each member means. */
export type Act<E> =
  | {
      act: 'received';
      requestId: string;
      attempt: number;
      measure: string;
      target?: string;
      notAfter: string;
      inFlight: number;
      behaviour?: string;
    }
  | { act: 'turned_away'; requestId: string; attempt: number; code: string }
  | { act: 'repeated'; requestId: string; attempt: number }
  | ({ act: 'acknowledged'; requestId: string; attempt: number; digest: string; request: unknown; servedAs: number } & Road)
  | { act: 'locked'; requestId: string; effects: E[] }
  | Final<E>
  | { act: 'notice'; noticeId: string; kind: 'answers' | 'credits'; items: unknown[] }
  | { act: 'delivered'; noticeId: string; tries: number }
  | { act: 'fault'; fault: Fault }
  | { act: 'books'; why: string; effects: E[] };

/** When (business time, ms) and by which way the final answer of an acknowledged request comes; a registry locks before. */
export interface Road {
  finalAt: number;
  by: 'notice' | 'status';
  lockAt?: number;
  refuse?: true;
}

/** The one act that carries a request out. A request id has at most one of them in a file. */
export interface Final<E> {
  act: 'final';
  requestId: string;
  attempt: number;
  digest: string;
  measure: string;
  outcome: string;
  /** HTTP status of the first answer; 4xx with `problem`. */
  status: number;
  answer: unknown;
  problem?: unknown;
  effects: E[];
}

export type Written<E> = Act<E> & { seq: number; bankTime: string; asOf: string };
