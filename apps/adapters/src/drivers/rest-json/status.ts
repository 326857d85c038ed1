import { z } from 'zod';
import { type Outcome } from '#messages/answers.js';
import { type AscertainItem } from '#messages/requests.js';
import { type Reply, type StatusQuery, unreadable } from '../../driver.js';
import { date, endsOnLastDay, extentFits, id, instant, money } from '../fields.js';
import { jsonOf, readFailure } from '../reply.js';
import { finalPaymentOf, paymentAnswer, paymentPath } from './pay.js';
import { answer, finalOf, fitsMeasure, grammar } from './wire.js';

const present = z
  .object({
    wholeAccount: z.literal(true).optional(),
    cap: money.optional(),
    caught: money,
    uncaught: money.optional(),
    until: date,
    endsAt: instant.optional(),
    active: z.boolean(),
    asOf: instant,
  })
  .refine(extentFits, 'R1.8-5..7')
  .refine(endsOnLastDay, 'R1.8-4');
// How a freeze stands now is asked for by itself; an answer of that day must not become unreadable by it.
const position = z.object({ requestId: id, state: z.literal('final'), present });
const requestStatus = z.discriminatedUnion('state', [
  z.object({ requestId: id, state: z.literal('unknown'), bankTime: instant }),
  z.object({ requestId: id, state: z.literal('acknowledged'), bankTime: instant }),
  z.object({ requestId: id, state: z.literal('final'), bankTime: instant, answer }),
]);
const paymentStatus = z.discriminatedUnion('state', [
  z.object({ paymentId: id, state: z.literal('unknown'), bankTime: instant }),
  z.object({ paymentId: id, state: z.literal('acknowledged'), bankTime: instant }),
  z.object({ paymentId: id, state: z.literal('final'), bankTime: instant, answer: paymentAnswer }),
]);

export const status: StatusQuery = {
  call: (item) => {
    if (item.measure !== 'pay') return { method: 'GET', path: `/requests/${item.requestId}` };
    return item.fundAccount === undefined ? undefined : { method: 'GET', path: paymentPath(item.fundAccount, item.requestId) };
  },
  read: (reply, item) => {
    if (reply.status !== 200) return failedQuestion(reply, item.requestId);
    return item.measure === 'pay' ? readPayment(reply, item) : readRequest(reply, item);
  },
  readPosition: (reply, item) => {
    if (reply.status !== 200) return failedQuestion(reply, item.requestId);
    const { data } = position.safeParse(jsonOf(reply));
    if (data === undefined) return unreadable('not_a_position');
    if (data.requestId !== item.requestId) return unreadable('other_request');
    const { cap, caught, uncaught, until, active, asOf, endsAt, wholeAccount } = data.present;
    return {
      ...{ kind: 'present', capFen: cap ?? caught, caughtFen: caught, uncaughtFen: uncaught ?? '0', until, active, asOf },
      ...(endsAt && { endsAt }),
      ...(wholeAccount && { wholeAccount }),
    };
  },
};

function readRequest(reply: Reply, item: AscertainItem): Outcome {
  const { data } = requestStatus.safeParse(jsonOf(reply));
  if (data === undefined) return unreadable('not_a_status');
  if (data.requestId !== item.requestId) return unreadable('other_request');
  if (data.state !== 'final') return openState(data);
  if (data.answer.requestId !== item.requestId) return unreadable('other_request');
  const final = finalOf(data.answer);
  if (item.measure === 'seal' || !fitsMeasure(final, item.measure)) return unreadable('other_measure');
  return final;
}

function readPayment(reply: Reply, item: AscertainItem): Outcome {
  const { data } = paymentStatus.safeParse(jsonOf(reply));
  if (data === undefined) return unreadable('not_a_status');
  if (data.paymentId !== item.requestId) return unreadable('other_request');
  if (data.state !== 'final') return openState(data);
  return data.answer.paymentId === item.requestId ? finalPaymentOf(data.answer) : unreadable('other_request');
}

function openState(said: { readonly state: 'unknown' | 'acknowledged'; readonly bankTime: string }): Outcome {
  if (said.state === 'unknown') return { kind: 'unknown', bankTime: said.bankTime };
  return { kind: 'acknowledged', stage: 'acknowledged', bankTime: said.bankTime };
}

// The bank refused to answer the question; that says nothing about the request.
function failedQuestion(reply: Reply, requestId: string): Outcome {
  const failure = readFailure(reply, requestId, grammar);
  return failure.kind === 'refusal' ? unreadable(`question_refused_${failure.problem.code}`) : failure;
}
