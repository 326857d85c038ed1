const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The machine clock of the counterparties, and one business clock that a control call can move. */
export class SimulatorClock {
  private offsetMs = 0;

  constructor(private readonly read: () => number = () => Date.now()) {}

  machine(): number {
    return this.read();
  }

  business(): number {
    return this.read() + this.offsetMs;
  }

  /** Returns the offset, which the caller keeps for the next start. */
  setBusiness(atMs: number): number {
    this.offsetMs = atMs - this.read();
    return this.offsetMs;
  }

  setOffset(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }
}

/** RFC 3339 with the offset of Asia/Shanghai, which has no summer time in the years that matter. */
export function instant(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().replace('Z', '+08:00');
}

export function dayOf(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);
}

export function minuteOfDay(ms: number): number {
  return Math.floor(((ms + SHANGHAI_MS) % DAY_MS) / 60_000);
}

/** Same day `years` later; 29 February becomes 28. */
export function plusYears(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  return isDay(`${year}${day.slice(4)}`) ? `${year}${day.slice(4)}` : `${year}-02-28`;
}

export function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day;
}

/** Office hours are 9:00 to 17:00 of working days; only they count for a manual review. */
export function plusOfficeHours(fromMs: number, hours: number): number {
  const open = 9 * 60;
  const close = 17 * 60;
  let at = fromMs;
  let leftMs = hours * 3_600_000;
  while (leftMs > 0) {
    const dayStart = at - ((at + SHANGHAI_MS) % DAY_MS);
    const weekday = new Date(at + SHANGHAI_MS).getUTCDay();
    const begin = Math.max(at, dayStart + open * 60_000);
    const end = dayStart + close * 60_000;
    const usable = weekday === 0 || weekday === 6 ? 0 : Math.max(0, end - begin);
    if (usable >= leftMs) return begin + leftMs;
    leftMs -= usable;
    at = dayStart + DAY_MS;
  }
  return at;
}
