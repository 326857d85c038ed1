import { z } from 'zod';
import { type BatchCall, type BatchReading, type Reply, type ToldItem, unreadable } from '../../driver.js';
import { instant } from '../fields.js';
import { jsonOf, PartOfReply, readFailure } from '../reply.js';
import { grammar } from './wire.js';

const envelope = z.object({ bankTime: instant, items: z.array(z.unknown()) });
// What an item says is read by its own operation, so that one wrong item spoils no other.
const item = z.object({ requestId: z.string(), status: z.int().min(100).max(599), body: z.unknown() });

/** rest-json.md, "Many requests in one call". Payments go to another place and are not among them. */
export const batch: BatchCall = {
  measures: ['inquire', 'freeze', 'renew', 'release', 'deduct'],
  mostItems: 500,
  mostBytes: 1_000_000,
  call: (requests) => ({ method: 'POST', path: '/batches', body: `{"items":[${requests.join(',')}]}` }),
  read: (reply) => (reply.status === 200 ? readItems(reply) : readRefusal(reply)),
};

function readItems(reply: Reply): BatchReading {
  const { data } = envelope.safeParse(jsonOf(reply));
  if (data === undefined) return unreadable('not_a_batch');
  const items = data.items.flatMap((one): ToldItem[] => {
    const told = item.safeParse(one).data;
    return told === undefined ? [] : [{ requestId: told.requestId, reply: new PartOfReply(told.status, told.body) }];
  });
  return { kind: 'told', items, illegible: data.items.length - items.length };
}

/** The call is about no request: a problem that names one is not about this call. */
function readRefusal(reply: Reply): BatchReading {
  const failure = readFailure(reply, undefined, grammar);
  return failure.kind === 'refusal' ? { kind: 'call_refused', cause: failure.problem.code } : failure;
}
