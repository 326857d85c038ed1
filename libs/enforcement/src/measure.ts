/** What a court asks of an institution. `inquire` has no effect on property; every other measure has. */
export const MEASURES = ['inquire', 'freeze', 'renew', 'release', 'deduct', 'seal', 'pay'] as const;
export type Measure = (typeof MEASURES)[number];

export const PRIORITIES = ['urgent', 'judge', 'bulk', 'statutory'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** True for everything that touches property: only these need the right to send (journal), and are never resent blindly. */
export function hasEffect(measure: Measure): boolean {
  return measure !== 'inquire';
}

/** CPL 2023 art. 253, R1.1-1, R1.2-2..4: these demand a ruling, a notice of assistance, documents and two officers' cards. */
export function needsRuling(measure: Measure): boolean {
  switch (measure) {
    case 'freeze':
    case 'renew':
    case 'release':
    case 'deduct':
    case 'seal':
      return true;
    case 'inquire':
    case 'pay':
      return false;
  }
}
