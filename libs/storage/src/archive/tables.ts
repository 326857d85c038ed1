import { type KeptRows } from '../law/retention-file.js';
import { firstDay, type Month } from './month.js';

/**
 * What goes into files: the tables that grow with every request. All others stay, so that a case keeps its orders, freezes, money and papers, and
 * the freeze book can always be rebuilt. A request goes last: the rows about it find their case through it.
 */
export const ARCHIVED_TABLES = ['answer', 'delivery', 'journal', 'request', 'event', 'audit'] as const;
export type ArchivedTable = (typeof ARCHIVED_TABLES)[number];

interface Place {
  readonly relation: string;
  readonly kept: KeptRows;
  /** The columns rows lie in the file by; the first names a row. */
  readonly key: readonly string[];
  /** Partitioned by the month of the request; otherwise the month is that of `at`. */
  readonly byRequest?: 'id' | 'request_id';
  /** About how many bytes of text the large columns of a row become, as SQL that reads only their sizes. */
  readonly weight?: string;
}

export const PLACES: Readonly<Record<ArchivedTable, Place>> = {
  answer: {
    relation: 'answer',
    kept: 'case',
    key: ['request_id', 'digest'],
    byRequest: 'request_id',
    weight: '4 * pg_column_size(t.content)',
  },
  delivery: { relation: 'delivery', kept: 'case', key: ['request_id', 'at', 'attempt'], byRequest: 'request_id' },
  journal: {
    relation: 'exchange.journal',
    kept: 'case',
    key: ['request_id', 'attempt'],
    byRequest: 'request_id',
    weight: '2 * coalesce(octet_length(t.raw), 0)',
  },
  request: {
    relation: 'request',
    kept: 'case',
    key: ['id'],
    byRequest: 'id',
    weight: '4 * coalesce(pg_column_size(t.answer), 0)',
  },
  event: { relation: 'event', kept: 'case', key: ['id'] },
  audit: { relation: 'audit', kept: 'audit', key: ['id'] },
};

/** Events other systems have not been told of yet stay, whatever their age: the table is the outbox (ADR 3). */
const RELAYED = `exists (select from relay_position p where p.name = 'kafka' and (t.tx, t.id) <= (p.tx, p.event_id))`;

/** The partition, or the table where there are none. */
export function leafOf(table: ArchivedTable, month: Month): string {
  const { relation, byRequest } = PLACES[table];
  return byRequest === undefined ? relation : `${relation}_${month.replace('-', '')}`;
}

/**
 * The rows of a table and month that belong to cases of `$1::uuid[]`, as `t`; the case as `of_case`. By request, because that is where the index by case is.
 */
export function rowsOfCases(table: ArchivedTable, month: Month): { from: string; where: string; ofCase: string } {
  const leaf = leafOf(table, month);
  if (PLACES[table].byRequest === 'request_id') {
    const from = `${leaf} t join ${leafOf('request', month)} r on r.id = t.request_id`;
    return { from, where: 'r.case_id = any($1::uuid[])', ofCase: 'r.case_id' };
  }
  const where = ['t.case_id = any($1::uuid[])', ...(PLACES[table].byRequest === undefined ? [inMonth(month)] : [])];
  return { from: `${leaf} t`, where: [...where, ...(table === 'event' ? [RELAYED] : [])].join(' and '), ofCase: 't.case_id' };
}

function inMonth(month: Month): string {
  const first = `timestamptz '${firstDay(month)} 00:00:00+00'`;
  return `t.at >= ${first} and t.at < ${first} + interval '1 month'`;
}
