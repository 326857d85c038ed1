/** Outer states: what a judge sees of an order. */
export const ORDER_STATES = [
  'draft',
  'awaiting_approval',
  'rejected',
  'running',
  'partly_answered',
  'suspended',
  'complete',
  'complete_with_silence',
  'withdrawn',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** How many of an order's requests stand where; `open` counts everything that is not final. */
export interface RequestCounts {
  readonly total: number;
  readonly open: number;
  readonly expired: number;
  readonly withdrawn: number;
}

/** The state of an order under way follows from its requests alone. */
export function orderStateFrom(
  counts: RequestCounts,
): 'running' | 'partly_answered' | 'complete' | 'complete_with_silence' | 'withdrawn' {
  if (counts.open === counts.total && counts.total > 0) return 'running';
  if (counts.open > 0) return 'partly_answered';
  if (counts.total > 0 && counts.withdrawn === counts.total) return 'withdrawn';
  return counts.expired > 0 ? 'complete_with_silence' : 'complete';
}

type Act = 'submit' | 'approve' | 'reject' | 'withdraw' | 'suspend' | 'resume';

const LEGAL: Record<OrderState, Partial<Record<Act, OrderState>>> = {
  draft: { submit: 'awaiting_approval', approve: 'running', withdraw: 'withdrawn' },
  awaiting_approval: { approve: 'running', reject: 'rejected', withdraw: 'withdrawn' },
  running: { withdraw: 'withdrawn', suspend: 'suspended' },
  partly_answered: { withdraw: 'partly_answered', suspend: 'suspended' },
  suspended: { resume: 'running', withdraw: 'withdrawn' },
  rejected: {},
  complete: {},
  complete_with_silence: {},
  withdrawn: {},
};

/** The state after a person's act, or undefined where the law of the table does not know it. */
export function orderAfter(state: OrderState, act: Act): OrderState | undefined {
  return LEGAL[state][act];
}
