import { type Fen, fenOf, minFen, ZERO } from './money.js';

/** One line of a freeze's history. `amountFen` is what was released or deducted; caps and caught amounts are those after the line. */
export interface FreezeEntry {
  readonly kind: 'frozen' | 'reported' | 'renewed' | 'released' | 'deducted' | 'expired' | 'reparented';
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  readonly amountFen: Fen;
  readonly until: string;
}

export interface FreezePosition {
  readonly state: 'active' | 'released' | 'expired' | 'exhausted';
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  readonly deductedFen: Fen;
  readonly until: string;
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
    until: first.until,
  };
  for (const entry of rest) position = after(position, entry);
  return position;
}

function after(position: FreezePosition, entry: FreezeEntry): FreezePosition {
  switch (entry.kind) {
    case 'frozen':
      throw new Error('A freeze begins once.');
    case 'reported':
      return { ...position, caughtFen: minFen(entry.caughtFen, position.capFen), until: entry.until };
    // only a freeze in effect can be renewed: an end we had reckoned while the answer was on its way did not come
    case 'renewed': {
      const state = position.state === 'expired' ? 'active' : position.state;
      return { ...position, state, caughtFen: minFen(entry.caughtFen, position.capFen), until: entry.until };
    }
    case 'released': {
      const capFen = less(position.capFen, entry.amountFen);
      return {
        ...position,
        capFen,
        caughtFen: minFen(position.caughtFen, capFen),
        state: capFen === ZERO ? 'released' : position.state,
      };
    }
    case 'deducted': {
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

function less(from: Fen, amount: Fen): Fen {
  return fenOf(from > amount ? from - amount : 0n);
}
