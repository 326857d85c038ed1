/**
 * Every advisory lock of the house, so that no two parts take the same by accident: a lock held for the life of a process would stop the other
 * part for as long.
 */
export const ADVISORY_LOCKS = {
  migrations: 730_001,
  /** One process relays events to other systems. */
  relay: 730_002,
  /** One watcher keeps the statutory clock. */
  watcher: 730_003,
  /** The mark of the broker is compared by one process at a time. */
  brokerMark: 730_004,
  /** A class of locks, one per fund account whose statement is read. */
  statement: 730_005,
  /** One archive moves rows to files, or back. */
  archive: 730_006,
} as const;
