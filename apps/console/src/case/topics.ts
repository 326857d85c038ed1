export const topics = ['case', 'orders', 'assets', 'freezes', 'fund', 'findings', 'audit'] as const;
export type Topic = (typeof topics)[number];

const touched: Readonly<Record<string, readonly Topic[]>> = {
  // a stay holds back what is queued (R7.2)
  case: ['case', 'orders', 'audit'],
  budget: ['freezes', 'orders', 'case', 'audit'],
  order: ['orders', 'assets', 'audit'],
  request: ['orders', 'audit'],
  freeze: ['freezes', 'orders'],
  fund: ['fund', 'orders', 'freezes', 'case'],
  finding: ['findings', 'case', 'audit'],
  objection: ['case', 'orders', 'audit'],
  time_limit: ['case', 'audit'],
  watch: ['case', 'audit'],
  party: ['case', 'assets', 'findings', 'freezes', 'audit'],
  account: ['assets', 'freezes', 'audit'],
};

/** What an event may have changed, by the noun before the dot; a noun nobody knows may have changed everything. */
export function asTopics(eventKind: string): readonly Topic[] {
  return touched[eventKind.split('.')[0] ?? ''] ?? topics;
}
