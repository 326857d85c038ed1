import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { notFound } from '#platform/errors.js';
import { deductionsOf, fundLinesOfCase, paymentsOf } from '#storage/cases/case-money.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { id, idParams, instant, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const deductionView = z.strictObject({
  requestId: id,
  orderId: id,
  freezeId: id,
  amount: yuan,
  sentAt: instant,
  bankSerial: z.string().optional(),
  received: yuan,
  receivedAt: instant.optional(),
});
const lineView = z.strictObject({
  institution: z.string(),
  lineId: z.string(),
  direction: z.enum(['credit', 'debit']),
  amount: yuan,
  bookedAt: instant,
  requestId: id.optional(),
});
const paymentView = z.strictObject({
  requestId: id,
  orderId: id,
  claimId: id,
  creditorId: id,
  amount: yuan,
  state: z.enum(['ordered', 'paid', 'refused']),
  paidAt: instant.optional(),
  bankSerial: z.string().optional(),
});

const readFund = route({
  method: 'GET',
  path: '/cases/:id/fund',
  tag: 'fund',
  summary: 'Money of a case on the court’s fund account: deducted, received, paid out',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({
    deductions: z.array(deductionView),
    lines: z.array(lineView),
    payments: z.array(paymentView),
    received: yuan,
    paid: yuan,
    balance: yuan,
  }),
});

const money = (fen: bigint) => formatYuan(fenOf(fen));
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n);

@Controller()
export class FundController {
  constructor(private readonly database: Database) {}

  @Route(readFund)
  async read(@Parsed() { params }: Call<typeof readFund>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    const [deductions, lines, payments] = await Promise.all([
      deductionsOf(this.database, [params.id]),
      fundLinesOfCase(this.database, params.id),
      paymentsOf(this.database, [params.id]),
    ]);
    const received = sum(deductions.map((one) => one.received_fen));
    const paid = sum(payments.filter((one) => one.state === 'paid').map((one) => one.amount_fen));
    return {
      deductions: deductions.map((one) => ({
        requestId: one.request_id,
        orderId: one.order_id,
        freezeId: one.freeze_id,
        amount: money(one.amount_fen),
        sentAt: one.sent_at.toISOString(),
        ...(one.bank_serial === null ? {} : { bankSerial: one.bank_serial }),
        received: money(one.received_fen),
        ...(one.received_at === null ? {} : { receivedAt: one.received_at.toISOString() }),
      })),
      lines: lines.map((one) => ({
        institution: one.institution,
        lineId: one.line_id,
        direction: one.direction,
        amount: money(one.amount_fen),
        bookedAt: one.booked_at.toISOString(),
        ...(one.matched_request_id === null ? {} : { requestId: one.matched_request_id }),
      })),
      payments: payments.map((one) => ({
        requestId: one.request_id,
        orderId: one.order_id,
        claimId: one.claim_id,
        creditorId: one.creditor_id,
        amount: money(one.amount_fen),
        state: one.state,
        ...(one.paid_at === null ? {} : { paidAt: one.paid_at.toISOString() }),
        ...(one.bank_serial === null ? {} : { bankSerial: one.bank_serial }),
      })),
      received: money(received),
      paid: money(paid),
      balance: money(received - paid),
    };
  }
}
