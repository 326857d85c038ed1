import { isAboutTheRows, sqlState } from '#storage/database.js';

/**
 * Records items in one go; where that fails, halves them until the single offender is found, which is buried, and the rest is recorded.
 * Throws when the database itself is away: that is no item's fault, and the wire comes again.
 */
export async function recordHalving<T>(
  items: readonly T[],
  record: (items: readonly T[]) => Promise<void>,
  bury: (item: T, error: unknown) => Promise<void>,
): Promise<void> {
  const [only] = items;
  if (only === undefined) return;
  try {
    return await record(items);
  } catch (error) {
    if (isNobodysFault(error)) throw error;
    if (items.length === 1) return bury(only, error);
  }
  const half = items.length >> 1;
  await recordHalving(items.slice(0, half), record, bury);
  await recordHalving(items.slice(half), record, bury);
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

function isNobodysFault(error: unknown): boolean {
  const code = sqlState(error) ?? '';
  if (SQLSTATE.test(code) && !/^E[A-Z]+$/.test(code)) return !isAboutTheRows(error);
  const message = error instanceof Error ? error.message : '';
  return /^E[A-Z]+$/.test(code) || /terminat|timeout|Connection/i.test(message);
}
