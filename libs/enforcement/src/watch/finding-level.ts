import { type Fen, minFen } from '../money.js';

export const FINDING_LEVELS = ['info', 'review', 'freeze_now'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** A local parameter: the law names no amount (R5.2, "what counts as regained funds"). */
export interface Threshold {
  readonly fixed: Fen;
  /** Share of what is still owed, in thousandths. */
  readonly sharePerMille: number;
}

export interface WatchRule {
  readonly version: number;
  readonly levels: Readonly<Record<FindingLevel, Threshold>>;
}

/** The greater of both, but never more than is owed: money that would settle the whole debt is always worth a look. */
export function thresholdFen(threshold: Threshold, outstanding: Fen): Fen {
  const share = (outstanding * BigInt(threshold.sharePerMille)) / 1000n;
  return minFen(outstanding, (share > threshold.fixed ? share : threshold.fixed) as Fen);
}

/** The highest level the money reaches, or undefined when it is too little to trouble a judge with. */
export function levelOf(available: Fen, outstanding: Fen, rule: WatchRule): FindingLevel | undefined {
  if (available <= 0n || outstanding <= 0n) return undefined;
  return FINDING_LEVELS.findLast((level) => available >= thresholdFen(rule.levels[level], outstanding));
}

export function higherLevel(one: FindingLevel | undefined, other: FindingLevel | undefined): FindingLevel | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return FINDING_LEVELS.indexOf(one) >= FINDING_LEVELS.indexOf(other) ? one : other;
}
