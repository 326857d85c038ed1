import { type StayKind } from '../api/case-views.js';

const inOrder: Record<StayKind, true> = {
  act_objection: true,
  third_party_objection: true,
  suspension: true,
  stay_on_security: true,
  settlement: true,
  bankruptcy_accepted: true,
  bankruptcy_referral: true,
  retrial: true,
  death_or_dissolution: true,
  criminal_freeze_first: true,
};

/** In the order of section 7.2 of the rules; the compiler misses a kind that is left out. */
export const stayKinds = Object.keys(inOrder) as readonly StayKind[];
