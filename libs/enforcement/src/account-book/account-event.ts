import { ascending } from '../comparing.js';
import { type Fen } from '../money.js';
import { type Cap } from './allocation.js';

/**
 * What happened to one bank account, whoever did it: our court, another, an investigating authority, the bank. Append-only. `at` is the
 * bank's business time (RFC 3339 in UTC, so that texts sort as instants), `id` makes a repetition harmless and settles equal times.
 */
export type AccountEvent = { readonly id: string; readonly at: string } & (
  | { readonly kind: 'served'; readonly freeze: ServedFreeze }
  /** A court goes on with an investigators' freeze and keeps its rank (R2.1-9, R7.2-12), or is handed a freeze over (R2.2-6, R2.2-7, R2.1-8). */
  | {
      readonly kind: 'taken_over';
      readonly freezeId: string;
      readonly holder: Holder;
      readonly stage: ServedFreeze['stage'];
      readonly until?: string;
    }
  /** 财保 → 执 → 执恢: the same court, another file, no new legal effect (R2.1-7). */
  | { readonly kind: 'reparented'; readonly freezeId: string; readonly caseNumber: string }
  | { readonly kind: 'renewed'; readonly freezeId: string; readonly until: string }
  /** The cap shrinks to `capFen` and keeps rank and end (R2.3-7). */
  | { readonly kind: 'reduced'; readonly freezeId: string; readonly capFen: Fen }
  | { readonly kind: 'released'; readonly freezeId: string }
  | { readonly kind: 'deducted'; readonly freezeId: string; readonly amountFen: Fen }
  /** A deduction the payee's bank sent back: it never took place, and the freeze is as it was (R1.9-5). */
  | { readonly kind: 'returned'; readonly freezeId: string; readonly amountFen: Fen }
  | { readonly kind: 'credited'; readonly amountFen: Fen }
  /** Money the bank let out: what no freeze holds, or its own prior right. */
  | { readonly kind: 'debited'; readonly amountFen: Fen }
  /** The bank told how much it can give: balance net of its own prior rights (R1.6-1: never computed from a balance). */
  | { readonly kind: 'observed'; readonly moneyFen: Fen }
  | { readonly kind: 'petition_accepted' }
  | { readonly kind: 'petition_refused' }
  /** Back in its old rank after a refused petition, with an end of its own (R7.2-6). */
  | { readonly kind: 'restored'; readonly freezeId: string; readonly until: string }
);

export interface Holder {
  readonly authority: string;
  readonly caseNumber: string;
}

export interface ServedFreeze extends Holder {
  readonly freezeId: string;
  readonly stage: 'preservation' | 'enforcement' | 'criminal' | 'bankruptcy';
  readonly cap: Cap;
  /** Why the whole account: without it the freeze of a whole account is refused (R1.7, 财产保全规定 15(3): a concrete amount). */
  readonly wholeBecause?: string;
  /** The instant the effect ends, by the receipt (CSJSRQ, R1.8-4); absent where the bank did not tell. */
  readonly until?: string;
}

export function inOrder(events: readonly AccountEvent[]): AccountEvent[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => ascending(a.at, b.at) || ascending(a.id, b.id));
}
