import { type Fen, fenOf, formatYuan, minFen, sumFen, ZERO } from '../money.js';
import { type ShareHolding, type SharesRule, type SharesToFreeze, sharesToFreeze } from './listed-shares.js';
import { type KnownMark } from './account-marks.js';
import { byLeastHarm, type Holding, type LeastHarmOrder, type Placed } from './least-harm.js';

export interface PlanInput {
  readonly targetFen: Fen;
  /** Caps in effect and on their way, and what was deducted or paid already: all that counts against the target. */
  readonly committedFen: Fen;
  readonly holdings: readonly Holding[];
  /** Whether account money of this holding may be frozen at all (R3); the caller knows the classes. */
  readonly refusal?: (holding: Holding) => string | undefined;
  /** Below this an account is not touched: a freeze costs more than it brings. */
  readonly leastCapFen: Fen;
  /** R2.4-3; needed where shares are among the holdings. */
  readonly sharesRule?: SharesRule | undefined;
}

export interface PlanLine {
  readonly institution: string;
  readonly account: string;
  readonly capFen: Fen;
  readonly group: string;
  readonly because: string;
  /** What made it delicate beyond its class. */
  readonly marks: readonly KnownMark[];
  /** For listed shares: how many cover the cap at the previous close, and the most that may be frozen (R2.4-3). */
  readonly shares?: SharesToFreeze & { readonly previousCloseFen: Fen };
}

export interface PassedOver {
  readonly institution: string;
  readonly account: string;
  readonly because: string;
}

export interface FreezePlan {
  readonly roomFen: Fen;
  readonly lines: readonly PlanLine[];
  readonly passedOver: readonly PassedOver[];
  /** What no money was found for. It may be ordered as an open cap for future credits (R2.3-1); a person decides where. */
  readonly unplacedFen: Fen;
  /** All caps together beyond the target: nothing unless a judge chose to fan out (R2.4-5). */
  readonly beyondTargetFen: Fen;
}

/**
 * Spreads what is still to be secured over the money the inquiry found, least harm first, so that all caps of the case together
 * never exceed the target (R2.4-1, R2.4-5). Each line says why it comes where it comes.
 */
export function planFreezes(input: PlanInput, order: LeastHarmOrder): FreezePlan {
  const roomFen = roomOf(input);
  let left = roomFen;
  const lines: PlanLine[] = [];
  const passedOver: PassedOver[] = [];
  for (const placed of byLeastHarm(input.holdings, order)) {
    const { holding } = placed;
    const why = unusable(input, holding);
    const capFen = minFen(left, holding.availableFen);
    if (why !== undefined) passedOver.push(passed(holding, why));
    else if (left === ZERO) passedOver.push(passed(holding, 'The debt is secured without it.'));
    else if (capFen < input.leastCapFen && capFen < left) {
      passedOver.push(passed(holding, `It holds less than ${formatYuan(input.leastCapFen)}.`));
    } else {
      lines.push(line(placed, capFen, input.sharesRule));
      left = fenOf(left - capFen);
    }
  }
  return { roomFen, lines, passedOver, unplacedFen: left, beyondTargetFen: ZERO };
}

/** What a judge says who wants every account to wait for the full debt. It is kept with the order. */
export interface FanOutChoice {
  readonly by: string;
  readonly because: string;
}

/**
 * The full room on every account: right where money is expected but nobody knows where. The worst case is n times the debt until the caps are cut
 * (R2.4-5), which is why it takes the judge's own words.
 */
export function fanOut(input: PlanInput, order: LeastHarmOrder, choice: FanOutChoice): FreezePlan {
  if (choice.because.trim() === '') throw new RangeError('A fan-out needs the judge’s reason (R2.4-5).');
  const roomFen = roomOf(input);
  const placed = byLeastHarm(input.holdings, order);
  const usable = placed.filter(({ holding }) => roomFen > 0n && unusableForFuture(input, holding) === undefined);
  const lines = usable.map((one) =>
    line(one, one.holding.shares === undefined ? roomFen : minFen(roomFen, one.holding.availableFen), input.sharesRule),
  );
  const passedOver = placed.flatMap(({ holding }) => {
    const why = unusableForFuture(input, holding);
    return why === undefined ? [] : [passed(holding, why)];
  });
  const ordered = sumFen(lines.map(({ capFen }) => capFen));
  return {
    roomFen,
    lines,
    passedOver,
    unplacedFen: lines.length > 0 ? ZERO : roomFen,
    beyondTargetFen: ordered > roomFen ? fenOf(ordered - roomFen) : ZERO,
  };
}

export function roomOf({ targetFen, committedFen }: Pick<PlanInput, 'targetFen' | 'committedFen'>): Fen {
  return targetFen > committedFen ? fenOf(targetFen - committedFen) : ZERO;
}

function unusable(input: PlanInput, holding: Holding): string | undefined {
  return (
    unusableForFuture(input, holding) ?? (holding.availableFen > 0n ? undefined : 'The bank reports no money available on it.')
  );
}

function unusableForFuture({ refusal }: PlanInput, holding: Holding): string | undefined {
  if (holding.currency !== 'CNY') return 'Its money is foreign; a person fixes cap and rate (R1.7-9).';
  if (holding.status === 'closed') return 'It is closed.';
  return refusal?.(holding);
}

function line({ holding, group }: Placed, capFen: Fen, rule: SharesRule = { fluctuationPercent: 0n }): PlanLine {
  return {
    institution: holding.institution,
    account: holding.account,
    capFen,
    group: group.name,
    because: group.because,
    marks: holding.marks ?? [],
    ...(holding.shares === undefined ? {} : { shares: sharesOf(holding.shares, capFen, rule) }),
  };
}

/** Never more shares than there are: the fluctuation permits, it does not create. */
function sharesOf({ available, previousCloseFen }: ShareHolding, capFen: Fen, rule: SharesRule) {
  const { shares, most } = sharesToFreeze(capFen, previousCloseFen, rule);
  return { shares, most: most < available ? most : available, previousCloseFen };
}

function passed({ institution, account }: Holding, because: string): PassedOver {
  return { institution, account, because };
}
