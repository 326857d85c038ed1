import { type Holders } from '../request-fields.js';

/** What a bank's books can undergo; money in yuan strings, since these lines are the oracle people read. */
export type BankEffect =
  | { kind: 'customer'; customerId: string; name: string; person: boolean; ids: { idType: string; idNumber: string }[] }
  | {
      kind: 'account';
      account: string;
      customerId: string;
      class: string;
      currency: string;
      openedOn: string;
      branch: string;
      exemptionTag?: string;
      remark?: string;
      holders?: Holders;
      fund?: true;
    }
  | {
      kind: 'booked';
      account: string;
      direction: 'in' | 'out';
      amount: string;
      bookedAt: string;
      serial: string;
      party?: Party;
      reference?: string;
    }
  | {
      kind: 'froze';
      reference: string;
      account: string;
      /** Yuan, or `whole` for the whole account. */
      cap: string;
      from: string;
      until: string;
      endsAt?: string;
      servedAs: number;
      /** Business time of its service, or of that of the freeze whose rank it took over. */
      servedAt?: string;
      authority: string;
      documentNumber: string;
    }
  | { kind: 'renewed'; reference: string; until: string; endsAt?: string }
  /** A whole account is from now on a freeze of this amount, in its old rank. */
  | { kind: 'limited'; reference: string; cap: string }
  | { kind: 'reduced'; reference: string; amount: string; why: 'release' | 'deduction' }
  | { kind: 'ended'; reference: string; why: 'release' | 'deduction' | 'expiry' | 'taken_over' }
  | { kind: 'watched'; idNumbers: string[]; until: string }
  | { kind: 'sent'; transfer: Transfer }
  | { kind: 'landed'; serial: string };

export interface Party {
  name?: string;
  account?: string;
}

/** Money on its way between two banks; `dueAt` is business time in ms. */
export interface Transfer {
  serial: string;
  amount: string;
  payer: Party;
  toAccount: string;
  reference: string;
  dueAt: number;
  /** The account the money comes back to when the payee's bank does not take it. */
  fromAccount: string;
}
