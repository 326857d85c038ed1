import { type Measure } from '#enforcement/measure.js';
import { type CreditsMessage } from '#messages/credits.js';
import { type FinalAnswer, type Outcome } from '#messages/answers.js';
import { type AscertainItem, type RequestItem, type Task } from '#messages/requests.js';
import { type StatementsMessage } from '#messages/statements.js';

/** What leaves for an institution; `path` is relative to its base URL. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  /** Text is JSON already. */
  readonly body?: object | string;
}

export function textOf(body: object | string): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** What came back, whole: an answer nobody can read is kept as it was. */
export interface Reply {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfterMs?: number;
  /** The body of a reply that came as part of another, and so is parsed already. */
  readonly json?: unknown;
}

export type TaskOf<M extends Measure> = Extract<Task, { measure: M }>;
export type Silent = Extract<Outcome, { kind: 'silent' }>;
export type Unreadable = Extract<Outcome, { kind: 'unreadable' }>;

/** One measure of a protocol. Pure: the institution client sends what `call` builds and hands the reply to `read`. */
export interface Operation<M extends Measure> {
  call(item: RequestItem, task: TaskOf<M>): Call;
  read(reply: Reply, item: RequestItem, task: TaskOf<M>): Outcome;
}

/** The question what became of a request, by our own reference. A refusal of the question is never a refusal of the request. */
export interface StatusQuery {
  /** Undefined where the item lacks what the question needs. */
  call(item: AscertainItem): Call | undefined;
  read(reply: Reply, item: AscertainItem): Outcome;
  /** Reads how the measure stands now, whatever happened since. Undefined where the protocol reports no such figures. */
  readonly readPosition: ((reply: Reply, item: AscertainItem) => Outcome) | undefined;
}

/** Several requests in one call; of each is told what the call of its own would have brought. */
export interface BatchCall {
  readonly measures: readonly Measure[];
  readonly mostItems: number;
  readonly mostBytes: number;
  /** `requests`: the bodies of the single calls, as JSON. */
  call(requests: readonly string[]): Call;
  read(reply: Reply): BatchReading;
}

export type BatchReading =
  /** In the order of the reply, as it stands: who was asked for, and how often one is told, is for the caller. */
  | { readonly kind: 'told'; readonly items: readonly ToldItem[]; readonly illegible: number }
  /** The call itself was refused: nothing was done, and each request may still go by a call of its own. */
  | { readonly kind: 'call_refused'; readonly cause: string }
  | Silent
  | Unreadable;

export interface ToldItem {
  readonly requestId: string;
  readonly reply: Reply;
}

export type StatementLines = StatementsMessage['lines'];
export type StatementReading =
  | { readonly kind: 'statement'; readonly lines: StatementLines; readonly more: boolean }
  | { readonly kind: 'refused'; readonly cause: string }
  | Silent
  | Unreadable;

export interface StatementQuery {
  call(fundAccount: string, after: string | undefined): Call;
  read(reply: Reply, fundAccount: string): StatementReading;
}

/** A body the institution sent us: readable, or wrong at a field. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly field: string; readonly problem: string };

export interface LateAnswer {
  readonly requestId: string;
  readonly answer: FinalAnswer;
}

/** A protocol. What it does not know is undefined; `measures` says the same as data. */
export interface Driver {
  readonly measures: readonly Measure[];
  readonly operations: { readonly [M in Measure]: Operation<M> | undefined };
  readonly status: StatusQuery;
  readonly batch: BatchCall | undefined;
  readonly statement: StatementQuery | undefined;
  readonly answersNotice: (body: unknown) => Parsed<readonly LateAnswer[]>;
  readonly creditsNotice: ((body: unknown) => Parsed<CreditsMessage['items']>) | undefined;
}

/** An item bound to its operation: what to send and how to read what comes. Undefined where the protocol has no such measure. */
export interface Prepared {
  readonly call: Call;
  readonly read: (reply: Reply) => Outcome;
}

export function prepare(driver: Driver, item: RequestItem): Prepared | undefined {
  return bind(driver, item, item.task.measure, item.task);
}

function bind<M extends Measure>(driver: Driver, item: RequestItem, measure: M, task: TaskOf<M>): Prepared | undefined {
  const operation: Operation<M> | undefined = driver.operations[measure];
  if (operation === undefined) return undefined;
  return { call: operation.call(item, task), read: (reply) => operation.read(reply, item, task) };
}

/** The cause of a silence every protocol has: outside its hours it takes nothing up. */
export const CLOSED = 'closed';

export function silent(reached: 'no' | 'maybe', cause: string): Silent {
  return { kind: 'silent', reached, cause };
}

export function unreadable(cause: string): Unreadable {
  return { kind: 'unreadable', cause };
}
