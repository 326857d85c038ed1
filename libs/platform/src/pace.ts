/** How long from the beginning of one round to that of the next: what a lone item waits at most, and what one among many does. */
export interface Pace {
  readonly leastMs: number;
  readonly mostMs: number;
}

/**
 * A round costs nearly the same for one item as for hundreds, so the busier it is the longer the next one waits to be worth it: a
 * millisecond for each item of the last.
 */
export function paceAfter(items: number, { leastMs, mostMs }: Pace): number {
  return Math.min(mostMs, Math.max(leastMs, items));
}
