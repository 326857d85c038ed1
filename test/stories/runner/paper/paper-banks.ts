import { type Fen, formatYuan, parseYuan, minFen } from '#enforcement/money.js';

export interface PaperFreeze {
  readonly reference: string;
  capFen: Fen;
  deductedFen: Fen;
  readonly from: string;
  readonly until: string;
  ended: boolean;
}
export interface PaperAccount {
  readonly institution: string;
  readonly account: string;
  readonly owner: string;
  readonly ids: readonly string[];
  balanceFen: Fen;
  readonly freezes: PaperFreeze[];
  readonly lines: { reference: string; direction: 'in' | 'out'; amount: string; bookedAt: string }[];
}

export const yuan = (text: unknown): Fen => parseYuan(String(text)) as Fen;
export const REFUSES = /990001$/;

/** The counterparties on paper: accounts, one freeze behind the other, and money that moves. No road, no delay, no fault but silence. */
export class PaperBanks {
  now = new Date(0);
  readonly accounts: PaperAccount[] = [];
  readonly silent = new Set<string>();
  readonly watches = new Map<string, string>();
  readonly carriedOut: { institution: string; requestId: string; measure: string; carriedOut: number }[] = [];

  find(institution: string, account: string): PaperAccount {
    const found = this.accounts.find((one) => one.institution === institution && one.account === account);
    if (found === undefined) throw new Error(`no account ${account} at ${institution}`);
    return found;
  }

  anywhere(account: string): PaperAccount {
    return this.accounts.find((one) => one.account === account) as PaperAccount;
  }

  caught(account: PaperAccount, freeze: PaperFreeze): Fen {
    const inForce = account.freezes.filter((one) => !one.ended);
    let left = account.balanceFen;
    for (const one of inForce) {
      const caught = minFen(left, one.capFen);
      if (one === freeze) return caught;
      left = (left - caught) as Fen;
    }
    return 0n as Fen;
  }

  available(account: PaperAccount): Fen {
    const held = account.freezes.map((freeze) => this.caught(account, freeze)).reduce((sum, caught) => sum + caught, 0n);
    return (account.balanceFen - held) as Fen;
  }

  book(account: PaperAccount, direction: 'in' | 'out', amount: Fen, reference: string): void {
    account.balanceFen = (account.balanceFen + (direction === 'in' ? amount : -amount)) as Fen;
    account.lines.push({ reference, direction, amount: formatYuan(amount), bookedAt: this.now.toISOString() });
  }

  ledger(institution: string, account: string) {
    const one = this.find(institution, account);
    return {
      accounts: [
        {
          account,
          owner: one.owner,
          balance: formatYuan(one.balanceFen),
          available: formatYuan(this.available(one)),
          freezes: one.freezes
            .filter((freeze) => !freeze.ended)
            .map((freeze, index) => {
              const caught = this.caught(one, freeze);
              const { reference, from, until, capFen } = freeze;
              const uncaught = formatYuan((capFen - caught) as Fen);
              return { reference, rank: index + 1, cap: formatYuan(capFen), caught: formatYuan(caught), uncaught, from, until };
            }),
          lines: one.lines,
        },
      ],
      watches: Object.fromEntries(this.watches),
    };
  }
}
