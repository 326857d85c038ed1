import { describe, expect, it } from '@jest/globals';
import { type OrderCounts } from '../api/order-views.js';
import { shownCounts } from './shown-counts.js';

const none: OrderCounts = {
  total: 0,
  open: 0,
  executed: 0,
  executedInPart: 0,
  refused: 0,
  notApplicable: 0,
  withdrawn: 0,
  expired: 0,
  found: 0,
  nothing: 0,
  silent: 0,
  needsAttention: 0,
};

describe('the counts of an order', () => {
  it('keeps nothing found, not applicable, no answer yet and silent apart', () => {
    const counts = { ...none, total: 24, open: 7, executed: 15, found: 1, nothing: 14, notApplicable: 2, silent: 4 };
    expect([...shownCounts(counts)]).toEqual([
      ['found', 1],
      ['silent', 4],
      ['no_answer_yet', 3],
      ['nothing', 14],
      ['not_applicable', 2],
    ]);
  });

  it('shows an institution that never answered as silent, once', () => {
    const counts = { ...none, total: 3, executed: 2, nothing: 2, expired: 1, silent: 1 };
    expect([...shownCounts(counts)]).toEqual([
      ['silent', 1],
      ['nothing', 2],
    ]);
  });

  it('counts a measure that was carried out as executed', () => {
    const counts = { ...none, total: 3, open: 1, executed: 1, refused: 1, needsAttention: 1 };
    expect([...shownCounts(counts)]).toEqual([
      ['needs_attention', 1],
      ['executed', 1],
      ['refused', 1],
    ]);
  });
});
