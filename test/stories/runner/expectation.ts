import { formatYuan, parseYuan, sumFen, type Fen } from '#enforcement/money.js';
import { get, inWords, matches, mismatches } from './matching.js';
import { type Expectation } from './story.js';
import { type Place } from './source-file.js';

/** One thing that is not as the story says. */
export interface Failure {
  readonly place: Place;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

export interface Checked {
  readonly failures: readonly Failure[];
  /** What `save` keeps: the element found, or the whole answer. */
  readonly value: unknown;
}

/** Holds an answer against an expectation, every part of it. */
export function check(
  expectation: Pick<Expectation, 'at' | 'find' | 'where' | 'count' | 'sum' | 'values'>,
  answer: unknown,
): Checked {
  const { at, find, where, count, sum, values } = expectation;
  const placed = at === undefined ? answer : get(answer, at);
  const list = listIn(placed);
  const failures: Failure[] = [];
  if ((find ?? where ?? count ?? sum) !== undefined) {
    if (list === undefined)
      return { failures: [fail([at === undefined ? 'path' : 'at'], 'answer', 'a list', inWords(placed))], value: undefined };
    if (isCut(answer))
      failures.push(fail(['path'], 'answer', 'the whole list', 'only its first page; ask for more with ?limit='));
  }
  let subject = placed;
  if (find !== undefined && list !== undefined) {
    const found = list.filter((item) => matches(find, item));
    if (found.length !== 1)
      return {
        failures: [...failures, fail(['find'], `the one with ${inWords(find)}`, '1', `${found.length} among ${list.length}`)],
        value: undefined,
      };
    subject = found[0];
  }
  const taken = list?.filter((item) => where === undefined || matches(where, item)) ?? [];
  if (count !== undefined && taken.length !== count)
    failures.push(
      fail(['count'], `how many${where === undefined ? '' : ` with ${inWords(where)}`}`, String(count), String(taken.length)),
    );
  if (sum !== undefined) {
    const total = totalOf(taken.map((item) => get(item, sum.of)));
    if (total !== sum.is) failures.push(fail(['sum', 'is'], `sum of ${sum.of}`, inWords(sum.is), inWords(total)));
  }
  if (values !== undefined) failures.push(...valueFailures(values, subject, ['values']));
  return { failures, value: subject };
}

export function valueFailures(values: unknown, subject: unknown, place: Place): Failure[] {
  return mismatches(values, subject).map((mismatch) =>
    fail(
      [...place, ...mismatch.place],
      mismatch.place.join('.') || 'answer',
      inWords(mismatch.expected),
      inWords(mismatch.found),
    ),
  );
}

function listIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const items = get(value, 'items');
  return Array.isArray(items) ? items : undefined;
}

function isCut(answer: unknown): boolean {
  const next = get(answer, 'next');
  return next !== undefined && next !== null;
}

function totalOf(column: readonly unknown[]): string {
  const amounts = column.map((text) => (typeof text === 'string' ? parseYuan(text) : undefined));
  if (amounts.includes(undefined)) return `no yuan: ${inWords(column)}`;
  return formatYuan(sumFen(amounts as Fen[]));
}

function fail(place: Place, what: string, expected: string, found: string): Failure {
  return { place, what, expected, found };
}
