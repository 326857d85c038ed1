import { formatYuan, parseYuan } from '../money.js';
import { bareId, type Holders } from '../request-fields.js';
import { allocate, type Cap } from './allocation.js';
import { type BankEffect, type Party, type Transfer } from './effects.js';

export interface Line {
  number: number;
  direction: 'in' | 'out';
  amountFen: bigint;
  bookedAt: string;
  serial: string;
  party?: Party;
  reference?: string;
  balanceAfterFen: bigint;
}

export interface Account {
  account: string;
  customerId: string;
  class: string;
  currency: string;
  openedOn: string;
  branch: string;
  exemptionTag?: string;
  remark?: string;
  /** Whom the bank names beside or instead of its customer. */
  holders?: Holders;
  fund?: true;
  balanceFen: bigint;
  lines: Line[];
  /** Active freezes in order of service. */
  freezes: Freeze[];
}

export interface Freeze {
  reference: string;
  account: string;
  /** Fen, or the whole account (KZNR 2, R1.7-5). */
  cap: Cap;
  from: string;
  until: string;
  /** The bank's term to the minute (CSJSRQ, R1.8-4), where its receipts tell it. */
  endsAt?: string;
  servedAs: number;
  servedAt?: string;
  authority: string;
  documentNumber: string;
  ended?: string;
}

export interface RankOf {
  freezeReference?: string | undefined;
  authority?: string | undefined;
  documentNumber?: string | undefined;
}

interface Customer {
  customerId: string;
  name: string;
  ids: { idType: string; idNumber: string }[];
  accounts: string[];
}

/** A bank's books: nothing but the fold of its effects, so that the ledger file rebuilds them. */
export class BankBooks {
  readonly customers = new Map<string, Customer>();
  readonly accounts = new Map<string, Account>();
  readonly freezes = new Map<string, Freeze>();
  readonly watches = new Map<string, string>();
  readonly inTransit = new Map<string, Transfer>();
  readonly landed = new Set<string>();
  private readonly customerOfId = new Map<string, string>();
  private lineCount = 0;

  apply(effect: BankEffect): void {
    switch (effect.kind) {
      case 'customer': {
        const { customerId, name, ids } = effect;
        this.customers.set(customerId, { customerId, name, ids, accounts: this.customers.get(customerId)?.accounts ?? [] });
        for (const id of ids) this.customerOfId.set(bareId(id.idNumber), customerId);
        return;
      }
      case 'account': {
        this.accounts.set(effect.account, { ...effect, balanceFen: 0n, lines: [], freezes: [] });
        this.customers.get(effect.customerId)?.accounts.push(effect.account);
        return;
      }
      case 'booked':
        return this.book(effect);
      case 'froze': {
        const { cap, ...rest } = effect;
        const freeze: Freeze = { ...rest, cap: cap === 'whole' ? cap : parseYuan(cap) };
        this.freezes.set(freeze.reference, freeze);
        const account = this.mustHave(freeze.account);
        account.freezes = [...account.freezes, freeze].sort((a, b) => a.servedAs - b.servedAs);
        return;
      }
      case 'renewed':
        Object.assign(this.freeze(effect.reference), { until: effect.until, endsAt: effect.endsAt });
        return;
      case 'reduced': {
        const freeze = this.freeze(effect.reference);
        if (freeze.cap !== 'whole') freeze.cap -= parseYuan(effect.amount);
        return;
      }
      case 'limited':
        this.freeze(effect.reference).cap = parseYuan(effect.cap);
        return;
      case 'ended': {
        const freeze = this.freeze(effect.reference);
        const account = this.mustHave(freeze.account);
        Object.assign(freeze, { ended: effect.why, cap: 0n });
        account.freezes = account.freezes.filter((other) => other !== freeze);
        return;
      }
      case 'watched':
        for (const id of effect.idNumbers.map(bareId)) {
          if ((this.watches.get(id) ?? '') < effect.until) this.watches.set(id, effect.until);
        }
        return;
      case 'sent':
        this.inTransit.set(effect.transfer.serial, effect.transfer);
        return;
      case 'landed':
        this.inTransit.delete(effect.serial);
        this.landed.add(effect.serial);
        return;
    }
  }

  customerBy(idNumbers: readonly string[]): Customer | undefined {
    const found = idNumbers.map((id) => this.customerOfId.get(bareId(id))).find((id) => id !== undefined);
    return found === undefined ? undefined : this.customers.get(found);
  }

  mustHave(number: string): Account {
    const account = this.accounts.get(number);
    if (!account) throw new Error('the books name an account that was never opened');
    return account;
  }

  freeze(reference: string): Freeze {
    const freeze = this.freezes.get(reference);
    if (!freeze) throw new Error('the books name a freeze that was never made');
    return freeze;
  }

  /** What each active freeze of the account catches now, in order of service. */
  allocations(account: Account): { freeze: Freeze; caughtFen: bigint }[] {
    const caught = allocate(
      account.balanceFen,
      account.freezes.map((freeze) => freeze.cap),
    );
    return account.freezes.map((freeze, index) => ({ freeze, caughtFen: caught[index] ?? 0n }));
  }

  /** The freeze whose rank a new one may take over: of the same court and lifted, or another authority's in effect. */
  rankHolder(account: string, { freezeReference, authority, documentNumber }: RankOf): Freeze | undefined {
    const fits = (one: Freeze) =>
      freezeReference === undefined
        ? one.ended === undefined && one.authority === authority && one.documentNumber === documentNumber
        : one.reference === freezeReference && one.ended === 'release';
    return [...this.freezes.values()].find((one) => one.account === account && fits(one));
  }

  caught(reference: string): bigint {
    const freeze = this.freeze(reference);
    if (freeze.ended) return 0n;
    return this.allocations(this.mustHave(freeze.account)).find((entry) => entry.freeze === freeze)?.caughtFen ?? 0n;
  }

  availableFen(account: Account): bigint {
    return account.balanceFen - this.allocations(account).reduce((sum, entry) => sum + entry.caughtFen, 0n);
  }

  /** A freeze ends by itself: at its minute, or after its last day (R2.1-4). */
  expired({ today, asOfMs }: { today: string; asOfMs: number }): BankEffect[] {
    const isOver = ({ until, endsAt }: Freeze) => (endsAt === undefined ? until < today : Date.parse(endsAt) <= asOfMs);
    const over = [...this.accounts.values()].flatMap((account) => account.freezes).filter(isOver);
    return over.map((freeze) => ({ kind: 'ended', reference: freeze.reference, why: 'expiry' }));
  }

  present(reference: string): Record<string, unknown> | undefined {
    const freeze = this.freezes.get(reference);
    if (!freeze) return undefined;
    const { account, until, endsAt, ended } = freeze;
    const term = { until, ...(endsAt !== undefined && { endsAt }) };
    return { account, ...extent(freeze.cap, this.caught(reference)), ...term, active: ended === undefined };
  }

  private book(effect: Extract<BankEffect, { kind: 'booked' }>): void {
    const account = this.mustHave(effect.account);
    const { direction, bookedAt, serial, party, reference } = effect;
    const known = { ...(party && { party }), ...(reference !== undefined && { reference }) };
    const amountFen = parseYuan(effect.amount);
    account.balanceFen += direction === 'in' ? amountFen : -amountFen;
    this.lineCount += 1;
    account.lines.push({
      number: this.lineCount,
      direction,
      amountFen,
      bookedAt,
      serial,
      ...known,
      balanceAfterFen: account.balanceFen,
    });
    // The serial of money from another bank: a second delivery after a restart must find it.
    if (direction === 'in') this.landed.add(serial);
  }
}

/** Cap = caught + uncaught (R1.8-5…7); a whole account has only what it caught. */
export function extent(cap: Cap, caughtFen: bigint) {
  const caught = formatYuan(caughtFen);
  if (cap === 'whole') return { wholeAccount: true, caught };
  return { cap: formatYuan(cap), caught, uncaught: formatYuan(cap - caughtFen) };
}
