/** As many as the partitions of the answers. */
export const CASE_LANES = 12;

/**
 * Which lane the answers of a case take: always the same one, so that of several replicas of control one alone writes to a case at a time, and
 * answers of many cases may share a message.
 */
export function laneOf(caseId: string): number {
  return Number.parseInt(caseId.slice(-8), 16) % CASE_LANES;
}
