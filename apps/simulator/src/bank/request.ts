import { z } from 'zod';
import {
  accountNumber,
  common,
  day,
  holders,
  idNumber,
  idType,
  instantText,
  money,
  payee,
  text,
  uuid,
} from '../request-fields.js';

const bankRequest = z.discriminatedUnion('measure', [
  z.strictObject({
    ...common,
    measure: z.literal('inquire'),
    inquire: z.strictObject({ transactionsFrom: day.optional(), transactionsTo: day.optional(), watchUntil: day.optional() }),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('freeze'),
    freeze: z
      .strictObject({
        account: accountNumber,
        amount: money.optional(),
        wholeAccount: z.literal(true).optional(),
        inRankOf: z
          .union([z.strictObject({ freezeReference: uuid }), z.strictObject({ authority: text, documentNumber: text })])
          .optional(),
        from: day,
        until: day,
      })
      .refine(({ amount, wholeAccount }) => (amount === undefined) === (wholeAccount === true), 'amount or wholeAccount'),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('renew'),
    renew: z.strictObject({ freezeReference: uuid, account: accountNumber, until: day }),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('release'),
    release: z.strictObject({ freezeReference: uuid, account: accountNumber, amount: money.optional(), keep: money.optional() }),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('deduct'),
    deduct: z.strictObject({ freezeReference: uuid, account: accountNumber, amount: money, payee }),
  }),
]);

const paymentBody = z.strictObject({ paymentId: uuid, amount: money, payee, reference: text, notAfter: instantText });

type Body = z.infer<typeof bankRequest>;
/** A creditor payment travels the same road as a measure: once by its id, not late, durable before said. */
export type Payment = {
  measure: 'pay';
  requestId: string;
  attempt: number;
  notAfter: string;
  pay: z.infer<typeof paymentBody> & { from: string };
};
export type BankRequest = Body | Payment;
export type Of<M extends BankRequest['measure']> = Extract<BankRequest, { measure: M }>;

const paymentEnvelope = z.strictObject({ measure: z.literal('pay'), from: accountNumber, pay: paymentBody });

/** A payment comes in an envelope that names the fund account of its path; see paymentOf. */
export function parseBankRequest(body: unknown): BankRequest {
  const envelope = paymentEnvelope.safeParse(body);
  if (!envelope.success) return bankRequest.parse(body);
  const { from, pay } = envelope.data;
  return { measure: 'pay', requestId: pay.paymentId, attempt: 1, notAfter: pay.notAfter, pay: { ...pay, from } };
}

export function paymentOf(from: string, pay: unknown): object {
  return { measure: 'pay', from, pay };
}

export const customerBody = z.strictObject({
  name: text,
  kind: z.enum(['person', 'organisation']).default('organisation'),
  ids: z.array(z.strictObject({ idType, idNumber })).min(1),
  accounts: z
    .array(
      z.strictObject({
        account: accountNumber,
        class: z.enum(['current', 'term', 'basic', 'general', 'temporary', 'special', 'wealth', 'margin']).default('basic'),
        currency: z.string().default('CNY'),
        openedOn: day.default('2010-01-04'),
        branch: text.default('合山支行'),
        balance: money.default(0n),
        fund: z.literal(true).optional(),
        remark: text.optional(),
        holders: holders.optional(),
        exemptionTag: z
          .enum([
            'migrant_wage',
            'wage_deposit',
            'social_insurance',
            'relief',
            'provident_fund',
            'fiscal',
            'trust',
            'clearing',
            'payment_reserve',
            'other',
          ])
          .optional(),
        priorMeasures: z
          .array(
            z.strictObject({
              ...{ authority: text, documentNumber: text, amount: money.optional() },
              ...{ from: day.default('2010-01-04'), until: day },
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});
export type CustomerBody = z.infer<typeof customerBody>;
