import { type OrderCounts, type ShownAs } from '../api/order-views.js';
import { shownOrder } from '../marks/shown-order.js';

/** How many requests are shown as what. Found and nothing are executed inquiries; whoever is not counted anywhere has not answered yet. */
export function shownCounts(counts: OrderCounts): ReadonlyMap<ShownAs, number> {
  const settled: Partial<Record<ShownAs, number>> = {
    needs_attention: counts.needsAttention,
    found: counts.found,
    executed: Math.max(0, counts.executed - counts.found - counts.nothing),
    executed_in_part: counts.executedInPart,
    refused: counts.refused,
    // the expired ones never answered either
    silent: Math.max(counts.silent, counts.expired),
    nothing: counts.nothing,
    not_applicable: counts.notApplicable,
    withdrawn: counts.withdrawn,
  };
  const sum = Object.values(settled).reduce((total, count) => total + count, 0);
  const all = { ...settled, no_answer_yet: Math.max(0, counts.total - sum) };
  return new Map(shownOrder.flatMap((shown) => ((all[shown] ?? 0) > 0 ? [[shown, all[shown] ?? 0] as const] : [])));
}
