/** R5: a case is open, dormant (终本), resumed (恢复执行) or closed. */
export const CASE_STATES = ['open', 'dormant', 'resumed', 'closed'] as const;
export type CaseState = (typeof CASE_STATES)[number];

type Act = 'close_as_dormant' | 'resume' | 'close';

const LEGAL: Record<CaseState, Partial<Record<Act, CaseState>>> = {
  open: { close_as_dormant: 'dormant', close: 'closed' },
  dormant: { resume: 'resumed', close: 'closed' },
  resumed: { close_as_dormant: 'dormant', close: 'closed' },
  closed: {},
};

export function caseAfter(state: CaseState, act: Act): CaseState | undefined {
  return LEGAL[state][act];
}
