import { type LegalTime } from '../ids.js';

// The courts' day is that of Asia/Shanghai, which has had no summer time since 1991.
const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The courts' calendar day of an instant, as YYYY-MM-DD. */
export function legalDay(at: LegalTime): string {
  return new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** `days` may be negative. Days compare as text. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
