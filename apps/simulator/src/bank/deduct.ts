import { formatYuan } from '../money.js';
import { type Moment, type Outcome } from '../protocol.js';
import { type Refusal } from '../refusal.js';
import { type BankBooks } from './books.js';
import { type BankEffect, type Transfer } from './effects.js';
import { refuseReference } from './freeze.js';
import { type Of } from './request.js';

/** What a bank knows of the rest of the banking world. */
export interface Clearing {
  knows(account: string): boolean;
  delayMs: number;
}

export function refuseDeduction(books: BankBooks, clearing: Clearing, request: Of<'deduct'>): Refusal | undefined {
  const { freezeReference, account, amount, payee } = request.deduct;
  const missing = refuseReference(books, freezeReference, account);
  if (missing) return missing;
  if (amount === 0n) return { code: 'amount_invalid', text: '扣划金额为零' };
  if (books.mustHave(account).exemptionTag) return { code: 'account_exempt', text: '该账户依法不得扣划' };
  if (books.caught(freezeReference) === 0n) return { code: 'insufficient_caught', text: '实际控制金额为零' };
  const known = books.accounts.has(payee.account) || clearing.knows(payee.account);
  return known ? undefined : { code: 'deduct_interbank_failed', text: '行外划拨失败' };
}

/** Only what the freeze caught can be taken; cap and balance shrink by it, the rest keeps its rank (R2.3-6). */
export function deduct(books: BankBooks, clearing: Clearing, request: Of<'deduct'>, moment: Moment): Outcome<BankEffect> {
  const { freezeReference, account, amount, payee } = request.deduct;
  const caughtFen = books.caught(freezeReference);
  const sentFen = amount < caughtFen ? amount : caughtFen;
  const inPart = sentFen < amount;
  const interbank = !books.accounts.has(payee.account);
  const payerName = books.customers.get(books.mustHave(account).customerId)?.name;
  const payer = { ...(payerName !== undefined && { name: payerName }), account };
  const sent = formatYuan(sentFen);
  const base = { amount: sent, bookedAt: moment.asOf, serial: moment.serial, reference: request.requestId };
  const whole = sentFen === books.freeze(freezeReference).cap;
  const effects: BankEffect[] = [
    { kind: 'reduced', reference: freezeReference, amount: sent, why: 'deduction' },
    { kind: 'booked', account, direction: 'out', ...base, party: { name: payee.name, account: payee.account } },
    ...(whole ? [{ kind: 'ended', reference: freezeReference, why: 'deduction' } as const] : []),
    interbank
      ? { kind: 'sent', transfer: transferOf(moment, clearing, sent, payer, payee.account, request.requestId, account) }
      : { kind: 'booked', account: payee.account, direction: 'in', ...base, party: payer },
  ];
  return {
    outcome: inPart ? 'executed_in_part' : 'executed',
    ...(inPart && { reason: { code: 'insufficient_caught', text: '实际控制金额不足' } }),
    result: {
      deduction: {
        freezeReference,
        account,
        amount: sent,
        payeeAccount: payee.account,
        bankSerial: moment.serial,
        interbank,
        sentAt: moment.asOf,
      },
    },
    effects,
  };
}

export function transferOf(
  moment: Moment,
  clearing: Clearing,
  amount: string,
  payer: Transfer['payer'],
  toAccount: string,
  reference: string,
  fromAccount: string,
): Transfer {
  return { serial: moment.serial, amount, payer, toAccount, reference, dueAt: moment.asOfMs + clearing.delayMs, fromAccount };
}
