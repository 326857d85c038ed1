import { z } from 'zod';
import { type FinalAnswer, type Outcome } from '#messages/answers.js';
import { type Operation, unreadable } from '../../driver.js';
import { id, instant, money, text, yuan } from '../fields.js';
import { jsonOf } from '../reply.js';
import { mayExplain, type ReasonCode, REASONS } from './codes.js';
import { failureOf } from './wire.js';

const done = z.object({
  paymentId: id,
  outcome: z.literal('executed'),
  bankTime: instant,
  asOf: instant,
  amount: money,
  payeeAccount: text,
  bankSerial: text,
  bookedAt: instant,
});
const refused = z.object({
  paymentId: id,
  outcome: z.literal('refused'),
  bankTime: instant,
  asOf: instant,
  reason: z
    .object({ code: z.enum(Object.keys(REASONS) as ReasonCode[]), text })
    .refine((reason) => mayExplain(reason.code, 'refused'), 'not with refused'),
});
/** The final answer to a payment, also inside a status reply. */
export const paymentAnswer = z.discriminatedUnion('outcome', [done, refused]);
const acknowledgement = z.object({ paymentId: id, state: z.literal('acknowledged'), bankTime: instant });

export function paymentPath(fundAccount: string, paymentId: string): string {
  return `/fund-accounts/${encodeURIComponent(fundAccount)}/payments/${paymentId}`;
}

export function finalPaymentOf(said: z.infer<typeof paymentAnswer>): FinalAnswer {
  const { outcome, bankTime, asOf } = said;
  if (outcome === 'refused') return { kind: 'final', outcome, bankTime, asOf, reason: said.reason };
  const payment = { amountFen: said.amount, bankSerial: said.bankSerial, paidAt: said.bookedAt };
  return { kind: 'final', outcome, bankTime, asOf, payment };
}

/** Pays a creditor out of the case-fund account; the payment id is our request id, so it is paid once however often it is sent. */
export const pay: Operation<'pay'> = {
  call: (item, task) => ({
    method: 'PUT',
    path: paymentPath(task.fundAccount, item.requestId),
    body: {
      paymentId: item.requestId,
      amount: yuan(task.amountFen),
      payee: task.payee,
      reference: task.reference,
      notAfter: item.notAfter,
    },
  }),
  read: (reply, item, task): Outcome => {
    if (reply.status === 202) {
      const { data } = acknowledgement.safeParse(jsonOf(reply));
      if (data === undefined) return unreadable('not_an_acknowledgement');
      if (data.paymentId !== item.requestId) return unreadable('other_request');
      return { kind: 'acknowledged', stage: 'acknowledged', bankTime: data.bankTime };
    }
    if (reply.status !== 200) return failureOf(reply, item.requestId);
    const { data } = paymentAnswer.safeParse(jsonOf(reply));
    if (data === undefined) return unreadable('not_an_answer');
    if (data.paymentId !== item.requestId) return unreadable('other_request');
    const ours = data.outcome === 'refused' || (data.amount === task.amountFen && data.payeeAccount === task.payee.account);
    return ours ? finalPaymentOf(data) : unreadable('other_subject_matter');
  },
};
