import { type MachineTime } from '#platform/clocks.js';
import { type KeptRows, type Retention } from '../law/retention-file.js';
import { type Month, monthYearsBefore } from './month.js';
import { ArchiveRefusal } from './refusal.js';
import { type ArchivedTable, PLACES } from './tables.js';

/**
 * Before which month rows of each table may go when `before` was asked for. Throws ArchiveRefusal where that is younger than rows of cases have to
 * stay; the audit, which stays longer, goes only as far as its own time is over. By machine time, as the months of the rows are: a moved legal
 * clock makes nothing older.
 */
export function cutoffs(before: Month, retention: Retention, now: MachineTime): (table: ArchivedTable) => Month {
  const newest = (kept: KeptRows): Month => {
    const years = retention.get(kept)?.years;
    if (years === undefined) throw new Error(`config/law/retention.yaml does not say how long ${kept} rows stay.`);
    return monthYearsBefore(now, years);
  };
  const youngest = newest('case');
  if (before > youngest) {
    const rule = retention.get('case');
    throw new ArchiveRefusal(
      `--before ${before} is too young: rows of a case stay ${rule?.years} years after it was closed (${rule?.rule}, config/law/retention.yaml). ` +
        `The newest month that may be named today is ${youngest}.`,
    );
  }
  return (table) => {
    const limit = newest(PLACES[table].kept);
    return limit < before ? limit : before;
  };
}
