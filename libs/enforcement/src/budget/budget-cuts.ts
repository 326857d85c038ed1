import { ascending } from '../comparing.js';
import { type Fen, fenOf, formatYuan, minFen, sumFen, ZERO } from '../money.js';

/** A freeze of the case as the budget sees it. */
export interface BudgetedFreeze {
  readonly freezeId: string;
  readonly institution: string;
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  /** Will leave by deductions under way; it is spent already and nothing of it is released. */
  readonly underDeductionFen: Fen;
  /** The institution lowers a cap and keeps its rank. */
  readonly partialRelease: boolean;
  /** Other courts wait behind it: its rank, once gone, is theirs (R2.3-7). */
  readonly hasJuniors: boolean;
  /** Place in the order of least harm; the most harmful is let go first. Equal: the later freeze. */
  readonly harm: number;
  /** It has no cap: `capFen` is what it holds, and everything that comes is still open (R2.3-2). */
  readonly wholeAccount?: boolean;
  /** A measure on this freeze is under way; its figures are about to change. */
  readonly busy: boolean;
}

export interface Cut {
  readonly freezeId: string;
  readonly institution: string;
  /** How much the cap shrinks. */
  readonly amountFen: Fen;
  /** The whole freeze ends. */
  readonly whole: boolean;
  /** A whole account becomes a freeze of this amount, in its old rank. */
  readonly keepFen?: Fen;
  readonly because: 'open_cap' | 'surplus';
}

export interface LeftAlone {
  readonly freezeId: string;
  readonly amountFen: Fen;
  readonly because: 'no_partial_release' | 'measure_under_way';
  readonly message: string;
}

export interface BudgetCuts {
  readonly caughtFen: Fen;
  /** Caught above the target: may exist only until our release (R2.4-1). */
  readonly surplusFen: Fen;
  readonly cuts: readonly Cut[];
  /** What should go and cannot, with the reason to be recorded (R2.3-7). */
  readonly left: readonly LeftAlone[];
}

/**
 * What has to go once the debt is caught. `targetFen` is what is still to be secured now: the debt less what was deducted and paid.
 * When caught reaches it, every open cap is cut to what it holds (R2.4-5); what is caught above it is released, from the freeze that hurts most and
 * whose rank is worth least; a whole account is cut to the amount it then holds. A cap is never lowered by release and new freeze (R2.3-7). Below the target nothing is cut.
 */
export function budgetCuts(targetFen: Fen, freezes: readonly BudgetedFreeze[]): BudgetCuts {
  const caughtFen = sumFen(freezes.map(({ caughtFen }) => caughtFen));
  const cuts = new Map<string, Cut>();
  const left: LeftAlone[] = [];
  if (caughtFen < targetFen) return { caughtFen, surplusFen: ZERO, cuts: [], left };
  const surplusFen = fenOf(caughtFen - targetFen);
  let surplus = surplusFen;
  for (const freeze of [...freezes].sort(leastValueFirst)) {
    const openFen = fenOf(freeze.capFen - freeze.caughtFen);
    const giveFen = minFen(surplus, less(freeze.caughtFen, freeze.underDeductionFen));
    const amountFen = fenOf(openFen + giveFen);
    if (amountFen === ZERO && freeze.wholeAccount !== true) continue;
    const outcome = cutOf(freeze, amountFen, giveFen > 0n);
    if ('message' in outcome) left.push(outcome);
    else {
      cuts.set(freeze.freezeId, outcome);
      surplus = fenOf(surplus - giveFen);
    }
  }
  return { caughtFen, surplusFen, cuts: [...cuts.values()], left };
}

function cutOf(freeze: BudgetedFreeze, amountFen: Fen, isSurplus: boolean): Cut | LeftAlone {
  const { freezeId, institution } = freeze;
  const whole = amountFen === freeze.capFen;
  const keep = freeze.wholeAccount === true && !whole ? { keepFen: fenOf(freeze.capFen - amountFen) } : {};
  if (freeze.busy) {
    const message = 'A measure on this freeze is under way; it is looked at again when that is answered.';
    return { freezeId, amountFen, because: 'measure_under_way', message };
  }
  if (!whole && !freeze.partialRelease) {
    const message = `This institution releases whole freezes only; ${formatYuan(amountFen)} stays. Release and new freeze would lose the rank.`;
    return { freezeId, amountFen, because: 'no_partial_release', message };
  }
  return { freezeId, institution, amountFen, whole, ...keep, because: isSurplus ? 'surplus' : 'open_cap' };
}

/** Ranks others wait for are kept longest; then the most harmful goes first; then the later freeze (ids are time-ordered). */
function leastValueFirst(a: BudgetedFreeze, b: BudgetedFreeze): number {
  return ascending(Number(a.hasJuniors), Number(b.hasJuniors)) || ascending(b.harm, a.harm) || ascending(b.freezeId, a.freezeId);
}

function less(from: Fen, amount: Fen): Fen {
  return from > amount ? fenOf(from - amount) : ZERO;
}
