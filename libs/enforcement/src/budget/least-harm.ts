import { ascending } from '../comparing.js';
import { type Fen } from '../money.js';
import { type ShareHolding } from './listed-shares.js';
import { type KnownMark, type Mark } from './account-marks.js';

/** What an inquiry found on one account, as far as the choice among accounts needs it. */
export interface Holding {
  readonly institution: string;
  readonly account: string;
  /** Class in the bank's report, such as `current` or `basic`. */
  readonly class: string;
  readonly status: string;
  readonly currency: string;
  /** The bank's own figure (KYYE), never computed (R1.6-1). */
  readonly availableFen: Fen;
  readonly asOf: string;
  readonly exemptionTag?: string | undefined;
  /** What is known of it beyond the report: a purpose or an owner beside the debtor. */
  readonly marks?: readonly KnownMark[];
  readonly partialRelease: boolean;
  /** For a holding of listed shares, whose `availableFen` is their worth at the previous close (R2.4-3). */
  readonly shares?: ShareHolding | undefined;
}

/** config/law/least-harm.yaml: from what hurts the debtor least to what hurts most, each with the sentence a judge reads. */
export interface LeastHarmOrder {
  readonly groups: readonly HarmGroup[];
  /** Where nothing fits. */
  readonly otherwise: string;
}

export interface HarmGroup {
  readonly name: string;
  readonly because: string;
  /** All conditions of one of them hold; one without conditions is for `otherwise`. */
  readonly when: HarmCondition | readonly HarmCondition[];
}

export interface HarmCondition {
  readonly classes?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly marks?: readonly Mark[] | undefined;
}

export interface Placed {
  readonly holding: Holding;
  readonly group: HarmGroup;
  /** 0 hurts least. */
  readonly harm: number;
}

/**
 * Accounts in the order in which freezing them hurts least (idle money first; salary-fed, joint and operating accounts last). An account that
 * fits several groups is as delicate as the most delicate of them. Within a group the most money first: fewer accounts are touched.
 */
export function byLeastHarm(holdings: readonly Holding[], order: LeastHarmOrder): readonly Placed[] {
  const other = order.groups.findIndex(({ name }) => name === order.otherwise);
  return holdings
    .map((holding) => {
      const fitting = order.groups.findLastIndex(({ when }) => [when].flat().some((one) => fits(holding, one)));
      const harm = fitting === -1 ? Math.max(other, 0) : fitting;
      const group = order.groups[harm];
      if (group === undefined) throw new Error('The order of least harm names no groups.');
      return { holding, group, harm };
    })
    .sort((a, b) => ascending(a.harm, b.harm) || ascending(b.holding.availableFen, a.holding.availableFen) || byPlace(a, b));
}

function fits({ class: accountClass, status, marks = [] }: Holding, when: HarmCondition): boolean {
  if (when.classes === undefined && when.statuses === undefined && when.marks === undefined) return false;
  return (
    (when.classes?.includes(accountClass) ?? true) &&
    (when.statuses?.includes(status) ?? true) &&
    (when.marks?.some((mark) => marks.some((one) => one.mark === mark)) ?? true)
  );
}

function byPlace(a: Placed, b: Placed): number {
  return ascending(a.holding.institution, b.holding.institution) || ascending(a.holding.account, b.holding.account);
}
