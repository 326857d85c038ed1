import { type ShownAs } from '../api/order-views.js';

/** In the order a judge wants to see them. */
export const shownOrder: readonly ShownAs[] = [
  'needs_attention',
  'found',
  'executed',
  'executed_in_part',
  'refused',
  'silent',
  'no_answer_yet',
  'nothing',
  'not_applicable',
  'withdrawn',
];
