import { type Fen, fenOf, minFen, ZERO } from './money.js';
import { endOfTerm } from './terms/term-end.js';

/** One line of a freeze's history. `amountFen` is what was released or deducted; caps and caught amounts are those after the line. */
export interface FreezeEntry {
  readonly kind: 'frozen' | 'reported' | 'renewed' | 'released' | 'deducted' | 'expired' | 'reparented';
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  readonly amountFen: Fen;
  readonly until: string;
  /** The instant it ends by itself, where it was told (R1.8-4), RFC 3339 in UTC; else when its last day is over. */
  readonly endsAt?: string;
  /** No cap: all there is and all that comes (R2.3-2); its cap is then what it holds. */
  readonly wholeAccount?: boolean;
}

export interface FreezePosition {
  readonly state: 'active' | 'released' | 'expired' | 'exhausted';
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  readonly deductedFen: Fen;
  readonly until: string;
  readonly endsAt: string;
  readonly wholeAccount: boolean;
}

/**
 * The book is a fold: a release or deduction lowers the cap and keeps rank and end (R2.3-6, R2.3-7), expiry ends the effect by itself
 * (R2.1-4), what is caught never exceeds the cap. Amounts in fen. Throws when the first entry is not `frozen`.
 */
export function foldFreeze(entries: readonly FreezeEntry[]): FreezePosition {
  const [first, ...rest] = entries;
  if (first?.kind !== 'frozen') throw new Error('The history of a freeze begins with `frozen`.');
  let position: FreezePosition = {
    state: 'active',
    capFen: first.capFen,
    caughtFen: first.caughtFen,
    deductedFen: ZERO,
    ...term(first),
    wholeAccount: first.wholeAccount === true,
  };
  for (const entry of rest) position = after(position, entry);
  return position;
}

function after(position: FreezePosition, entry: FreezeEntry): FreezePosition {
  switch (entry.kind) {
    case 'frozen':
      throw new Error('A freeze begins once.');
    case 'reported':
      return { ...position, ...holding(position, entry), ...term(entry) };
    // only a freeze in effect can be renewed: an end we had reckoned while the answer was on its way did not come
    case 'renewed': {
      const state = position.state === 'expired' ? 'active' : position.state;
      return { ...position, state, ...holding(position, entry), ...term(entry) };
    }
    case 'released': {
      if (position.wholeAccount) return limited(position, entry);
      const capFen = less(position.capFen, entry.amountFen);
      return {
        ...position,
        capFen,
        caughtFen: minFen(position.caughtFen, capFen),
        state: capFen === ZERO ? 'released' : position.state,
      };
    }
    case 'deducted': {
      if (position.wholeAccount) return takenFromWhole(position, entry.amountFen);
      const capFen = less(position.capFen, entry.amountFen);
      return {
        ...position,
        capFen,
        caughtFen: minFen(less(position.caughtFen, entry.amountFen), capFen),
        deductedFen: fenOf(position.deductedFen + entry.amountFen),
        state: capFen === ZERO ? 'exhausted' : position.state,
      };
    }
    case 'expired':
      return { ...position, state: 'expired', caughtFen: ZERO };
    // under another file of the same court, and nothing else (R2.1-7)
    case 'reparented':
      return position;
  }
}

function term({ until, endsAt = endOfTerm(until).toISOString() }: FreezeEntry) {
  return { until, endsAt };
}

/** What the bank says is held; a cap limits it, a whole account has none. */
function holding({ wholeAccount, capFen }: FreezePosition, { caughtFen }: FreezeEntry) {
  return wholeAccount ? { capFen: caughtFen, caughtFen } : { caughtFen: minFen(caughtFen, capFen) };
}

/** A whole account is released, or from now on a freeze of an amount, in its old rank (R2.3-7). */
function limited(position: FreezePosition, { capFen, caughtFen }: FreezeEntry): FreezePosition {
  const gone = capFen === ZERO;
  return { ...position, capFen, caughtFen, wholeAccount: gone, state: gone ? 'released' : position.state };
}

/** Nothing exhausts it: what comes in next is held again. */
function takenFromWhole(position: FreezePosition, amountFen: Fen): FreezePosition {
  const caughtFen = less(position.caughtFen, amountFen);
  return { ...position, capFen: caughtFen, caughtFen, deductedFen: fenOf(position.deductedFen + amountFen) };
}

function less(from: Fen, amount: Fen): Fen {
  return fenOf(from > amount ? from - amount : 0n);
}
