import { type Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { ChakongError } from '#platform/errors.js';
import { type Column, columnOf, COLUMNS } from './csv-columns.js';
import { type CsvRow, draftCase, type DraftedCase } from './row-group.js';

/** A case of a file: drafted, not yet checked; or a row that nobody could read. */
export type FileCase =
  | ({ readonly kind: 'drafted'; readonly line: number; readonly rows: number } & DraftedCase)
  | {
      readonly kind: 'unreadable';
      readonly line: number;
      readonly field: string;
      readonly code: string;
      readonly message: string;
    };

// What one case needs at most; one row with a missing quote must not swallow the file.
const MAX_RECORD = 100_000;
const MAX_ROWS = 1_000;

/** JSON Lines: each line is the body of POST /cases. */
export async function* jsonLineCases(text: Readable): AsyncGenerator<FileCase> {
  let line = 0;
  for await (const written of createInterface({ input: text, crlfDelay: Infinity })) {
    line += 1;
    const trimmed = line === 1 ? written.replace(/^\uFEFF/, '').trim() : written.trim();
    if (trimmed === '') continue;
    yield jsonCase(trimmed, line);
  }
}

function jsonCase(written: string, line: number): FileCase {
  try {
    const body: unknown = JSON.parse(written);
    return { kind: 'drafted', line, rows: 1, body, placeOf: (path) => ({ line, column: path }) };
  } catch {
    return {
      kind: 'unreadable',
      line,
      field: 'line',
      code: 'json.form',
      message: 'This line is no JSON. Write one case per line.',
    };
  }
}

/** CSV with headings in English or Chinese; consecutive rows of one case number are one case. */
export async function* csvCases(text: Readable): AsyncGenerator<FileCase> {
  const parser = text.pipe(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD,
    }),
  );
  // a stream that fails while it is piped would otherwise leave the parser waiting
  text.once('error', (error) => parser.destroy(error));
  let columns: (Column | undefined)[] | undefined;
  const headings = new Map<Column, string>();
  let group: CsvRow[] = [];
  const drafted = (): FileCase => ({
    kind: 'drafted',
    line: group[0]?.line ?? 0,
    rows: group.length,
    ...draftCase(group, (column) => headings.get(column) ?? column),
  });
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (columns === undefined) {
      columns = readHeadings(record, headings);
      continue;
    }
    const row: CsvRow = { line: info.lines, cells: cellsOf(record, columns) };
    const number = row.cells.caseNumber?.trim() ?? '';
    const goesOn = group.length > 0 && (number === '' || number === group[0]?.cells.caseNumber?.trim());
    if (goesOn && group.length < MAX_ROWS) {
      group.push(row);
      continue;
    }
    if (group.length > 0) yield drafted();
    group = [row];
  }
  if (group.length > 0) yield drafted();
}

function cellsOf(record: readonly string[], columns: readonly (Column | undefined)[]): CsvRow['cells'] {
  const cells: Partial<Record<Column, string>> = {};
  columns.forEach((column, index) => {
    const cell = record[index];
    if (column !== undefined && cell !== undefined) cells[column] = cell;
  });
  return cells;
}

function readHeadings(record: readonly string[], headings: Map<Column, string>): (Column | undefined)[] {
  const columns = record.map((heading) => {
    const column = columnOf(heading);
    if (column !== undefined) headings.set(column, heading.trim());
    return column;
  });
  const needed = ['caseNumber', 'debtorName', 'debtorIdNumber', 'principal'] as const;
  const missing = needed.filter((column) => !headings.has(column));
  if (missing.length === 0) return columns;
  throw new ChakongError('invalid', 'The first line does not name the columns of an import. See docs/import.md.', {
    problems: missing.map((column) => ({
      field: 'line 1',
      code: 'column.missing',
      message: `Add the column "${column}" (${COLUMNS[column].join(', ')}).`,
    })),
  });
}
