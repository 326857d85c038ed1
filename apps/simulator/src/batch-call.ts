import { type Behaviour } from './behaviour.js';
import { type Decision } from './counterparty.js';
import { problem, type Reply, reply } from './refusal.js';
import { type Institution } from './world.js';

const MOST_ITEMS = 500;
const MOST_REPLY_BYTES = 16_000_000;
const STRANGER = '00000000-0000-7000-8000-000000000000';

const MALFORMED = { code: 'malformed', text: `items: 1 to ${MOST_ITEMS}, each with a requestId` } as const;

interface Told {
  requestId: string;
  status: number;
  body: unknown;
}

/** POST /batches: each item as if it had come alone, in their order; a fault of the whole institution strikes the whole call. */
export function putAll(institution: Institution, body: unknown): Decision {
  const early = institution.tooBusy();
  if (early) return { reply: problem(early, institution.time()) };
  const items = itemsOf(body);
  if (items === undefined) return { reply: problem(MALFORMED, institution.time()) };
  const decided = items.map((item) => ({ requestId: item.requestId, decision: institution.put(item, item.requestId) }));
  const away = turnedAway(decided.map(({ decision }) => decision.reply));
  if (away) return { reply: problem({ code: away, text: 'not now' }, institution.time()) };
  const struck = decided.map(({ decision }) => decision.behaviour).find((behaviour) => behaviour && strikesAll(behaviour));
  const delayMs = Math.max(0, ...decided.map(({ decision }) => decision.behaviour?.delayMs ?? 0));
  const told = decided.flatMap(({ requestId, decision }) => tell(requestId, decision));
  return {
    reply: reply(200, { ...institution.time(), items: shortened(told, institution.time()) }),
    ...(struck ? { behaviour: struck } : delayMs > 0 && { behaviour: { name: 'slow', delayMs } }),
  };
}

function itemsOf(body: unknown): { requestId: string }[] | undefined {
  if (typeof body !== 'object' || body === null || !('items' in body) || !Array.isArray(body.items)) return undefined;
  const items: readonly unknown[] = body.items;
  if (items.length === 0 || items.length > MOST_ITEMS || !items.every(isNamed)) return undefined;
  // payments have a place of their own
  return items.map((item) => ('measure' in item && item.measure === 'pay' ? { requestId: item.requestId } : item));
}

function isNamed(item: unknown): item is { requestId: string } {
  return typeof item === 'object' && item !== null && 'requestId' in item && typeof item.requestId === 'string';
}

/** Busy or closed for every item is so for the call. */
function turnedAway(replies: readonly Reply[]): 'busy' | 'closed' | undefined {
  const codes = new Set(replies.map(({ body }) => (body as { code?: string }).code));
  const [code] = codes;
  return codes.size === 1 && (code === 'busy' || code === 'closed') ? code : undefined;
}

/** What would make the reply too long is told of as acknowledged; the status query has the answer. */
function shortened(told: readonly Told[], time: object): Told[] {
  let bytes = 0;
  return told.map((one) => {
    bytes += JSON.stringify(one.body).length;
    if (one.status !== 200 || bytes <= MOST_REPLY_BYTES) return one;
    const { requestId } = one;
    return { requestId, status: 202, body: { requestId, state: 'acknowledged', ...time } };
  });
}

/** Faults belong to the institution, and so to the call; magic numbers to one request. */
function strikesAll(behaviour: Behaviour): boolean {
  return behaviour.name.startsWith('fault-') && (breaksOff(behaviour) || (behaviour.before ?? behaviour.after) === 'garbage');
}

/** By a call of its own the request would get no reply at all. */
function breaksOff({ before, after }: Behaviour): boolean {
  const how = before ?? after;
  return how === 'hang' || how === 'reset';
}

function tell(requestId: string, { reply: answered, behaviour }: Decision): Told[] {
  const told = { requestId, ...asTold(answered, behaviour) };
  switch (behaviour?.inBatch) {
    case 'twice':
      return [told, { requestId, status: 500, body: '' }];
    case 'with_stranger':
      return [told, { ...told, requestId: STRANGER }];
    case 'left_out':
      return [];
    case undefined:
      return behaviour !== undefined && breaksOff(behaviour) ? [] : [told];
  }
}

function asTold({ status, body }: Reply, behaviour: Behaviour | undefined): { status: number; body: unknown } {
  switch (behaviour?.before ?? behaviour?.after) {
    case 'error500':
      return { status: 500, body: 'Internal Server Error' };
    case 'bare503':
      return { status: 503, body: '<html><body>Service Unavailable</body></html>' };
    case 'garbage':
      return { status, body: '{"requestId": "01' };
    case 'wrong_id':
      return { status, body: { ...(body as object), requestId: STRANGER } };
    case 'hang':
    case 'reset':
    case 'busy':
    case 'closed':
    case 'refuse':
    case undefined:
      return { status, body };
  }
}
