import { type Fen, sumFen, ZERO } from '../money.js';
import { accountBook } from './account-book.js';
import { type AccountEvent } from './account-event.js';
import { type Promotion } from './book-state.js';

/** One of our freezes on an account, as it stood before another gave way. Amounts in fen. */
export interface FreezeOnAccount {
  readonly freezeId: string;
  readonly court: string;
  readonly caseNumber: string;
  /** Instant of service on the bank, RFC 3339 in UTC: the rank (R2.2-1). */
  readonly servedAt: string;
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  /** It holds all there is and all that comes; whoever stands behind it waits with everything (R2.3-2). */
  readonly wholeAccount: boolean;
}

/** A freeze that gave way: what it holds after it, and what of its money left the account by a deduction. */
export interface GaveWay {
  readonly freezeId: string;
  readonly by: 'released' | 'deducted' | 'expired';
  readonly capFen: Fen;
  readonly takenFen: Fen;
}

/**
 * Whom a release, expiry, reduction or deduction with money left promotes (R2.2-3, R2.2-4): the book of the account reckoned over the freezes we
 * know and the money banks told they hold. What the bank then says is what counts; this says who is to be told, and at once.
 */
export function promotedBy(freezes: readonly FreezeOnAccount[], gave: GaveWay): readonly Promotion[] {
  const before = freezes.find(({ freezeId }) => freezeId === gave.freezeId);
  if (before === undefined) return [];
  const last = freezes.reduce((latest, { servedAt }) => (servedAt > latest ? servedAt : latest), '');
  const at = new Date(Date.parse(last) + 1).toISOString();
  const events: AccountEvent[] = freezes.map((one) => ({
    id: one.freezeId,
    at: one.servedAt,
    kind: 'served',
    freeze: { ...holderOf(one), stage: 'enforcement', ...extentOf(one) },
  }));
  events.push({ id: 'money', at, kind: 'observed', moneyFen: sumFen(freezes.map(({ caughtFen }) => caughtFen)) });
  events.push(...wayMade(before, gave, at));
  const { promotions } = accountBook(events, at);
  return promotions.filter(({ freezeId }) => freezeId !== gave.freezeId);
}

function holderOf({ freezeId, court, caseNumber }: FreezeOnAccount) {
  return { freezeId, authority: court, caseNumber };
}

function extentOf({ wholeAccount, capFen }: FreezeOnAccount) {
  return wholeAccount ? ({ cap: 'whole', wholeBecause: 'ordered on an override' } as const) : { cap: capFen };
}

function wayMade({ freezeId, capFen, wholeAccount }: FreezeOnAccount, gave: GaveWay, at: string): AccountEvent[] {
  // `money` < `of the freeze`: events of one instant are taken by id
  if (gave.by === 'deducted' && gave.takenFen > ZERO)
    return [{ id: 'of the freeze', at, kind: 'deducted', freezeId, amountFen: gave.takenFen }];
  if (gave.by === 'released' && gave.capFen > ZERO && (wholeAccount || gave.capFen < capFen))
    return [{ id: 'of the freeze', at, kind: 'reduced', freezeId, capFen: gave.capFen }];
  return gave.by === 'released' || gave.by === 'expired' ? [{ id: 'of the freeze', at, kind: 'released', freezeId }] : [];
}
