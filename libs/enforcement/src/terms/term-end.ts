import { type LegalTime } from '../ids.js';

// The courts' and banks' civil time: Asia/Shanghai, UTC+8 all year since 1991.
const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/**
 * The instant at which a freeze loses its effect without anybody's act (R2.1-4). The receipt tells it to the minute
 * (`2027-03-01T15:30`, CSJSRQ); where only the last day is known, when that day is over. A holiday changes nothing: CPL 85 rolls procedural
 * periods, not the effect of a freeze.
 */
export function endOfTerm(until: string): LegalTime {
  const [day = '', minute] = until.split('T');
  const midnight = Date.parse(`${day}T00:00:00Z`) - SHANGHAI_MS;
  if (minute === undefined) return new Date(midnight + DAY_MS) as LegalTime;
  const [hours = 0, minutes = 0] = minute.split(':').map(Number);
  return new Date(midnight + (hours * 60 + minutes) * 60_000) as LegalTime;
}

export function isOver(until: string, at: LegalTime): boolean {
  return at.getTime() >= endOfTerm(until).getTime();
}

export type RenewalEffect = { readonly kind: 'renewal' } | { readonly kind: 'new_freeze'; readonly because: string };

/** A renewal that reaches the bank when the term is over finds nothing to renew: it is a new freeze, behind everybody who waited (R2.1-4). */
export function effectOfRenewal(until: string, servedAt: LegalTime): RenewalEffect {
  return isOver(until, servedAt)
    ? { kind: 'new_freeze', because: 'The term was over before the renewal was served: the old rank is lost, a new one begins.' }
    : { kind: 'renewal' };
}
