import { Counterparty } from '../counterparty.js';
import { formatYuan } from '../money.js';
import { bareId } from '../request-fields.js';
import { type BankProtocol } from './bank-protocol.js';
import { type BankEffect, type Party } from './effects.js';
import { type BankRequest, type CustomerBody } from './request.js';

/** A bank: the road of requests, and what happens to its accounts without the court. */
export class Bank extends Counterparty<BankRequest, BankEffect> {
  declare readonly protocol: BankProtocol;

  get books() {
    return this.protocol.books;
  }

  /** Opens what is not open yet, so that a repeated seed or story step changes nothing. Returns the accounts opened. */
  open(body: CustomerBody): string[] {
    const { asOf, today, servedAs } = this.moment();
    const known = this.books.customerBy(body.ids.map((id) => id.idNumber));
    const customerId = known?.customerId ?? bareId(body.ids[0]?.idNumber ?? '');
    const effects: BankEffect[] = known
      ? []
      : [{ kind: 'customer', customerId, name: body.name, person: body.kind === 'person', ids: body.ids }];
    const opened = body.accounts.filter((account) => !this.books.accounts.has(account.account));
    for (const { balance, priorMeasures, exemptionTag, fund, remark, holders, ...account } of opened) {
      const marks = {
        ...(exemptionTag && { exemptionTag }),
        ...(fund && { fund }),
        ...(remark !== undefined && { remark }),
        ...(holders && { holders }),
      };
      effects.push({ kind: 'account', customerId, ...account, ...marks });
      const base = { account: account.account, bookedAt: asOf, serial: `OPEN-${account.account}` };
      if (balance > 0n) effects.push({ kind: 'booked', ...base, direction: 'in', amount: formatYuan(balance) });
      priorMeasures
        .filter((prior) => prior.until >= today)
        .forEach(({ amount, ...prior }, index) => {
          const reference = `prior-${account.account}-${index}`;
          effects.push({
            kind: 'froze',
            reference,
            account: account.account,
            cap: amount === undefined ? 'whole' : formatYuan(amount),
            servedAs,
            servedAt: `${prior.from}T00:00:00.000+08:00`,
            ...prior,
          });
        });
    }
    if (effects.length > 0) this.record({ act: 'books', why: 'customer', effects });
    return opened.map((account) => account.account);
  }

  /** Money arrives. If an inquiry watches the owner, the court is told in the same breath. */
  credit(account: string, amount: string, from: { party?: Party; reference?: string; serial?: string } = {}): string {
    const moment = this.moment();
    const { party, reference, serial = moment.serial } = from;
    const extra = { ...(party && { party }), ...(reference !== undefined && { reference }) };
    const effect: BankEffect = { kind: 'booked', account, direction: 'in', amount, bookedAt: moment.asOf, serial, ...extra };
    this.record({ act: 'books', why: 'credit', effects: [effect] });
    this.report(account, amount, moment.asOf, moment.today, serial);
    return serial;
  }

  /** The owner takes money out; frozen money is not his to take. */
  debit(account: string, amountFen: bigint): boolean {
    const held = this.books.mustHave(account);
    if (this.books.availableFen(held) < amountFen) return false;
    const { asOf, serial } = this.moment();
    const effect: BankEffect = {
      kind: 'booked',
      account,
      direction: 'out',
      amount: formatYuan(amountFen),
      bookedAt: asOf,
      serial,
    };
    this.record({ act: 'books', why: 'debit', effects: [effect] });
    return true;
  }

  private report(number: string, amount: string, bookedAt: string, today: string, serial: string): void {
    const account = this.books.mustHave(number);
    const customer = this.books.customers.get(account.customerId);
    const id = customer?.ids.find(({ idNumber }) => (this.books.watches.get(bareId(idNumber)) ?? '') >= today);
    if (!id) return;
    const figures = { balanceAfter: formatYuan(account.balanceFen), available: formatYuan(this.books.availableFen(account)) };
    this.notify('credits', [
      { creditId: serial, account: number, subject: id, amount, currency: account.currency, bookedAt, ...figures },
    ]);
  }
}
