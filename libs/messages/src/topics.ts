import { CASE_LANES } from '#enforcement/case-lanes.js';

/** Every topic of the house, in one place. Kafka carries only what is in flight; a wiped broker loses nothing. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
  /** What the message key is, or whose answers share a lane. */
  readonly key: 'institution' | 'case';
}

const DAY = 86_400_000;
export const GROUPS = ['banks', 'registries'] as const;
export type Group = (typeof GROUPS)[number];

export function requestsTopic(group: Group): string {
  return `chakong.requests.${group}`;
}

export const ANSWERS = 'chakong.answers';
export const CREDITS = 'chakong.credits';
export const STATEMENTS = 'chakong.statements';
export const EVENTS = 'chakong.events';

export const TOPICS: readonly Topic[] = [
  ...GROUPS.map((group) => ({ name: requestsTopic(group), partitions: 12, retentionMs: DAY, key: 'institution' as const })),
  { name: ANSWERS, partitions: CASE_LANES, retentionMs: DAY, key: 'case' },
  { name: CREDITS, partitions: 6, retentionMs: 3 * DAY, key: 'institution' },
  { name: STATEMENTS, partitions: 2, retentionMs: 3 * DAY, key: 'institution' },
  { name: EVENTS, partitions: 6, retentionMs: 7 * DAY, key: 'case' },
];
