import { formatYuan } from '../money.js';
import { type Moment, type Outcome } from '../protocol.js';
import { type Refusal } from '../refusal.js';
import { type BankBooks, type Line } from './books.js';
import { type Clearing, transferOf } from './deduct.js';
import { type BankEffect } from './effects.js';
import { type Payment } from './request.js';

/** A payee account with this end does not exist: the money is sent out and comes back. */
const RETURNED = /990023$/;

export function refusePayment(books: BankBooks, request: Payment): Refusal | undefined {
  const fund = books.accounts.get(request.pay.from);
  if (!fund?.fund) return { code: 'account_not_found', text: 'no such fund account' };
  if (request.pay.amount === 0n) return { code: 'amount_invalid', text: '付款金额为零' };
  return request.pay.amount > fund.balanceFen ? { code: 'insufficient_funds', text: '余额不足' } : undefined;
}

/** A payee the simulator does not keep is paid all the same: the money leaves its world. */
export function pay(books: BankBooks, clearing: Clearing, request: Payment, moment: Moment): Outcome<BankEffect> {
  const { from, payee } = request.pay;
  const amount = formatYuan(request.pay.amount);
  const name = books.customers.get(books.mustHave(from).customerId)?.name;
  const payer = { ...(name !== undefined && { name }), account: from };
  const base = { amount, bookedAt: moment.asOf, serial: moment.serial, reference: request.requestId };
  const effects: BankEffect[] = [
    { kind: 'booked', account: from, direction: 'out', ...base, party: { name: payee.name, account: payee.account } },
  ];
  if (books.accounts.has(payee.account))
    effects.push({ kind: 'booked', account: payee.account, direction: 'in', ...base, party: payer });
  else if (clearing.knows(payee.account) || RETURNED.test(payee.account)) {
    effects.push({ kind: 'sent', transfer: transferOf(moment, clearing, amount, payer, payee.account, request.requestId, from) });
  }
  return {
    outcome: 'executed',
    result: { amount, payeeAccount: payee.account, bankSerial: moment.serial, bookedAt: moment.asOf },
    effects,
  };
}

export function statement(books: BankBooks, number: string, after: string | undefined, limit: number) {
  const account = books.accounts.get(number);
  if (!account?.fund) return undefined;
  const newer = account.lines.filter((line) => after === undefined || cursor(line) > after);
  return { lines: newer.slice(0, limit).map(describe), more: newer.length > limit };
}

function cursor(line: Line): string {
  return String(line.number).padStart(12, '0');
}

function describe(line: Line) {
  return {
    cursor: cursor(line),
    lineId: `L${line.number}`,
    amount: formatYuan(line.amountFen),
    direction: line.direction,
    bookedAt: line.bookedAt,
    ...(line.party && { [line.direction === 'in' ? 'payer' : 'payee']: line.party }),
    ...(line.reference !== undefined && { reference: line.reference }),
    bankSerial: line.serial,
    balanceAfter: formatYuan(line.balanceAfterFen),
  };
}
