import { formatYuan } from '../money.js';
import { type Outcome } from '../protocol.js';
import { type Refusal } from '../refusal.js';
import { type Account, type BankBooks, type Line } from './books.js';
import { type BankEffect } from './effects.js';
import { type Of } from './request.js';

type Inquiry = Of<'inquire'>;

export function refuseInquiry(books: BankBooks, request: Inquiry): Refusal | undefined {
  const customer = books.customerBy(request.subject.idNumbers);
  return customer && customer.name !== request.subject.name ? { code: 'name_mismatch', text: '姓名不匹配' } : undefined;
}

/** An unknown subject is `nothing`, and can be watched all the same: it may open an account tomorrow. */
export function inquire(books: BankBooks, request: Inquiry): Outcome<BankEffect> {
  const { transactionsFrom, transactionsTo, watchUntil } = request.inquire;
  const customer = books.customerBy(request.subject.idNumbers);
  // R1.5-13: one day alone brings none
  const asked = transactionsFrom !== undefined && transactionsTo !== undefined;
  const within = (line: Line) =>
    line.bookedAt.slice(0, 10) >= (transactionsFrom ?? '') && line.bookedAt.slice(0, 10) <= (transactionsTo ?? '9999');
  const accounts = (customer?.accounts ?? []).map((number) => {
    const account = books.mustHave(number);
    return { ...describe(books, account), ...(asked && { transactions: account.lines.filter(within).map(transaction) }) };
  });
  return {
    outcome: accounts.length > 0 ? 'found' : 'nothing',
    result: { ...(accounts.length > 0 && { accounts }), ...(watchUntil && { watch: { until: watchUntil } }) },
    effects: watchUntil ? [{ kind: 'watched', idNumbers: request.subject.idNumbers, until: watchUntil }] : [],
  };
}

function describe(books: BankBooks, account: Account) {
  return {
    account: account.account,
    class: account.class,
    currency: account.currency,
    status: account.freezes.length > 0 ? 'frozen' : 'normal',
    openedOn: account.openedOn,
    balance: formatYuan(account.balanceFen),
    available: formatYuan(books.availableFen(account)),
    branch: account.branch,
    priorMeasures: account.freezes.map((freeze) => ({
      authority: freeze.authority,
      documentNumber: freeze.documentNumber,
      ...(freeze.cap !== 'whole' && { amount: formatYuan(freeze.cap) }),
      until: freeze.until,
    })),
    ...(account.exemptionTag && { exemptionTag: account.exemptionTag }),
    ...(account.remark && { remark: account.remark }),
    ...(account.holders && { holders: account.holders }),
  };
}

function transaction(line: Line) {
  return {
    transactionId: `T${line.number}`,
    bookedAt: line.bookedAt,
    direction: line.direction,
    amount: formatYuan(line.amountFen),
    balanceAfter: formatYuan(line.balanceAfterFen),
    ...(line.party && { counterparty: line.party }),
  };
}
