/** A half-year of the watch nobody has asked in yet. */
export interface WaitingSlot {
  readonly slot: number;
  /** Last day on which an inquiry still counts for this slot (R5.2-2). */
  readonly dueOn: string;
}

export interface SlotPlan {
  /** The slot to ask for now. */
  readonly ask: number;
  /** Slots whose last day passed unasked. The inquiry of `ask` is all that can still be done for them; they stay late. */
  readonly late: readonly number[];
}

/**
 * What to do today for one watch. `safeUntil` is today plus the safety days: a slot due by then must be asked now, so that slow institutions
 * still answer in time. However many slots were missed (a stopped service, a restored database), one inquiry is asked: ten at one
 * moment would tell nothing more.
 */
export function planSlots(waiting: readonly WaitingSlot[], today: string, safeUntil: string): SlotPlan | undefined {
  const due = waiting.filter((slot) => slot.dueOn <= safeUntil);
  if (due.length === 0) return undefined;
  return {
    ask: Math.max(...due.map((slot) => slot.slot)),
    late: due.filter((slot) => slot.dueOn < today).map((slot) => slot.slot),
  };
}

/** A slot counts as answered only by an inquiry complete on or before its last day; after it, late for good. */
export function stateOfAnsweredSlot(dueOn: string, answeredOn: string): 'answered' | 'late' {
  return answeredOn <= dueOn ? 'answered' : 'late';
}
