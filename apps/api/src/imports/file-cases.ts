import { type Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { ChakongError } from '#platform/errors.js';
import { readStrictJson } from '#platform/strict-json.js';
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
/** What POST /cases takes at most. */
const MAX_LINE = 1_000_000;

/** JSON Lines: each line is the body of POST /cases. */
export async function* jsonLineCases(text: Readable): AsyncGenerator<FileCase> {
  let line = 0;
  for await (const written of linesWithin(text, MAX_LINE)) {
    line += 1;
    const trimmed = line === 1 ? written?.replace(/^\uFEFF/, '').trim() : written?.trim();
    if (trimmed === undefined) yield unreadable(line, 'line.too_long', `Write a case in at most ${MAX_LINE} characters.`);
    else if (trimmed !== '') yield jsonCase(trimmed, line);
  }
}

/** Lines; undefined for one that is longer than `most`, of which no more than that is ever held. */
async function* linesWithin(text: Readable, most: number): AsyncGenerator<string | undefined> {
  let rest: string | undefined = '';
  for await (const chunk of text as AsyncIterable<string | Buffer>) {
    const [first = '', ...others] = String(chunk).split('\n');
    for (const piece of [first, ...others].slice(0, -1)) {
      const whole: string | undefined = rest === undefined ? undefined : rest + piece;
      yield whole !== undefined && whole.length > most ? undefined : whole;
      rest = '';
    }
    const last = others.at(-1) ?? first;
    rest = rest === undefined || rest.length + last.length > most ? undefined : rest + last;
  }
  if (rest !== '') yield rest;
}

function jsonCase(written: string, line: number): FileCase {
  const read = readStrictJson(Buffer.from(written));
  if ('value' in read) return { kind: 'drafted', line, rows: 1, body: read.value, placeOf: (path) => ({ line, column: path }) };
  if (read.kind === 'duplicate_keys') return unreadable(line, 'json.key_twice', 'This line says a field twice.');
  return unreadable(line, 'json.form', 'This line is no JSON. Write one case per line.');
}

function unreadable(line: number, code: string, message: string): FileCase {
  return { kind: 'unreadable', line, field: 'line', code, message };
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
  for await (const { record, info } of readable(parser)) {
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

type Parsed = { readonly record: string[]; readonly info: { readonly lines: number } };

/** What csv-parse cannot go on from ends the file: the rows before it are in, and the line is named. */
async function* readable(parser: Parser): AsyncGenerator<Parsed> {
  try {
    yield* parser as AsyncIterable<Parsed>;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const field = `line ${Number(cause['lines'] ?? 0)}`;
    const message = 'From here on this is no CSV, or a quote is not closed. Correct it and send the whole file again.';
    throw new ChakongError('invalid', `${field}: ${message}`, { problems: [{ field, code: 'csv.form', message }], cause });
  }
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
