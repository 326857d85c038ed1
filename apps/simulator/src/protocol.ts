import { type Measure } from './config.js';
import { type Refusal } from './refusal.js';

/** The moment of a decision: business instant, business day, and names that are unique within the institution. */
export interface Moment {
  asOf: string;
  asOfMs: number;
  today: string;
  serial: string;
  /** Order of service of the request on its target (R2.2-1). */
  servedAs: number;
}

export interface Outcome<E> {
  outcome: 'found' | 'nothing' | 'executed' | 'executed_in_part' | 'refused';
  reason?: { code: string; text: string };
  result: Record<string, unknown>;
  effects: E[];
}

export interface AnyRequest {
  requestId: string;
  attempt: number;
  measure: Measure;
  notAfter: string;
}

/** The part of an institution that differs between banks and registries; both are folds of their effects. */
export interface Protocol<R extends AnyRequest, E> {
  /** The name both protocols give to their machine clock. */
  readonly timeField: 'bankTime' | 'registryTime';
  /** Throws a ZodError when the body is not of the protocol. */
  parse(body: unknown): R;
  apply(effect: E): void;
  /** What the measure is aimed at, for magic numbers and the ledger. */
  target(request: R): string | undefined;
  idNumbers(request: R): readonly string[];
  refusal(request: R, moment: Moment): Refusal | undefined;
  carryOut(request: R, moment: Moment, inPart: boolean): Outcome<E>;
  /** Registries bar dealings before they register, and lift the bar when they refuse. */
  lock?(request: R, moment: Moment): E[];
  unlock?(requestId: string): E[];
  answer(request: R, outcome: Outcome<E>, said: { time: string; asOf: string; receipt: string }): Record<string, unknown>;
  present(requestId: string): Record<string, unknown> | undefined;
  /** What has ended by itself by now. */
  expired(now: Pick<Moment, 'today' | 'asOfMs'>): E[];
}
