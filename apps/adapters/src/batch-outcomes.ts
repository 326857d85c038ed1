import { isDeepStrictEqual } from 'node:util';
import { type Outcome } from '#messages/answers.js';
import { type BatchCall, type Reply, silent, type Silent, type ToldItem, type Unreadable } from './driver.js';
import { type Exchanged } from './exchange-record.js';

/** A request of a batch: under which id it is told of, and how its own operation reads what is told. */
export interface Batched {
  readonly requestId: string;
  readonly read: (reply: Reply) => Outcome;
}

/** One outcome for every request of the call; `odd` is what was told beside, twice at odds, or in no words of the protocol. */
interface Outcomes {
  readonly outcomes: ReadonlyMap<string, Exchanged>;
  readonly odd: number;
}

export type BatchHeard =
  | (Outcomes & { readonly kind: 'told' })
  /** A reply came, but nothing of any request: to the breaker that is no answer. */
  | (Outcomes & Silent)
  | { readonly kind: 'call_refused'; readonly cause: string }
  | Silent
  | Unreadable;

/** Reads the reply to a batch call. Every request gets exactly one outcome, whatever the institution says. */
export function readBatch(call: BatchCall, requests: readonly Batched[], reply: Reply): BatchHeard {
  const reading = call.read(reply);
  if (reading.kind !== 'told') return reading;
  const told = Map.groupBy(reading.items, ({ requestId }) => requestId);
  const outcomes = new Map(requests.map((request) => [request.requestId, outcomeOf(request, told.get(request.requestId))]));
  const strangers = reading.items.filter(({ requestId }) => !outcomes.has(requestId)).length;
  const twice = [...told.values()].filter((all) => !agree(all)).length;
  const all = { outcomes, odd: strangers + twice + reading.illegible };
  return [...outcomes.values()].some(isTold) ? { kind: 'told', ...all } : { ...silent('maybe', 'nothing_told'), ...all };
}

/** What is not told, or told in two ways, is silence: the institution's books know better, and it is asked. */
function outcomeOf({ read }: Batched, told: readonly ToldItem[] = []): Exchanged {
  const reply = told[0]?.reply;
  if (reply === undefined) return { outcome: silent('maybe', 'not_told'), raw: undefined };
  if (!agree(told)) return { outcome: silent('maybe', 'told_twice'), raw: undefined };
  const outcome = read(reply);
  return { outcome, raw: outcome.kind === 'unreadable' ? reply.body : undefined };
}

function agree([first, ...rest]: readonly ToldItem[]): boolean {
  return rest.every(({ reply }) => reply.status === first?.reply.status && isDeepStrictEqual(reply.json, first.reply.json));
}

function isTold({ outcome }: Exchanged): boolean {
  return outcome.kind !== 'unreadable' && !(outcome.kind === 'silent' && outcome.reached === 'maybe');
}
