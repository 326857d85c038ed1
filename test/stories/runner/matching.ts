import { type Place } from './source-file.js';

export interface Mismatch {
  /** Where in the expectation, for its line; where in the answer is said in words. */
  readonly place: Place;
  readonly expected: unknown;
  readonly found: unknown;
}

/**
 * What is expected must be there; what is not mentioned is not looked at. Lists have the same length and order. Nothing (`null`) means
 * absent. `{ day: 2020-03-12 }` takes any moment of that day in China.
 */
export function mismatches(expected: unknown, found: unknown, place: Place = []): Mismatch[] {
  if (expected === null) return found === undefined || found === null ? [] : [{ place, expected, found }];
  if (isDay(expected))
    return dayOf(found) === expected.day
      ? []
      : [{ place: [...place, 'day'], expected: expected.day, found: dayOf(found) ?? found }];
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length)
      return [{ place, expected: `${expected.length} elements`, found: lengthOf(found) }];
    return expected.flatMap((item, index) => mismatches(item, found[index], [...place, index]));
  }
  if (typeof expected === 'object') {
    if (typeof found !== 'object' || found === null) return [{ place, expected, found }];
    return Object.entries(expected as object).flatMap(([key, value]) =>
      mismatches(value, (found as Record<string, unknown>)[key], [...place, key]),
    );
  }
  return expected === found ? [] : [{ place, expected, found }];
}

export function matches(expected: unknown, found: unknown): boolean {
  return mismatches(expected, found).length === 0;
}

/** `watch.slots.0.state` of an answer; undefined where the way ends. */
export function get(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      value,
    );
}

export function inWords(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}

function isDay(expected: unknown): expected is { day: string } {
  return typeof expected === 'object' && expected !== null && Object.keys(expected).join() === 'day';
}

function dayOf(found: unknown): string | undefined {
  const time = typeof found === 'string' ? Date.parse(found) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);
}

function lengthOf(found: unknown): unknown {
  return Array.isArray(found) ? `${found.length} elements` : found;
}
