import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ORDER_STATES, orderAfter, type OrderState, orderStateFrom } from './order-states.js';
import { CASE_STATES, caseAfter, type CaseState } from './case-states.js';

const counts = fc
  .record({ open: fc.nat(30), expired: fc.nat(30), withdrawn: fc.nat(30), answered: fc.nat(30) })
  .map(({ open, expired, withdrawn, answered }) => ({ total: open + expired + withdrawn + answered, open, expired, withdrawn }));

describe('states of an order', () => {
  it('are complete only when nothing is open, and say so when somebody stayed silent', () => {
    fc.assert(
      fc.property(counts, (count) => {
        const state = orderStateFrom(count);
        if (count.open > 0) return state === 'running' || state === 'partly_answered';
        if (state === 'complete') return count.expired === 0;
        if (state === 'withdrawn') return count.withdrawn === count.total && count.total > 0;
        return state === 'complete_with_silence' && count.expired > 0;
      }),
    );
  });

  it('are all reachable', () => {
    const reached = new Set<OrderState>(['draft', 'running', 'partly_answered', 'complete', 'complete_with_silence']);
    for (const state of reached) {
      for (const act of ['submit', 'approve', 'reject', 'withdraw', 'suspend', 'resume'] as const) {
        const next = orderAfter(state, act);
        if (next !== undefined) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...ORDER_STATES].sort());
  });

  it('do not let a rejected, complete or withdrawn order move again', () => {
    for (const state of ['rejected', 'complete', 'complete_with_silence', 'withdrawn'] as const) {
      for (const act of ['submit', 'approve', 'reject', 'withdraw', 'suspend', 'resume'] as const)
        expect(orderAfter(state, act)).toBeUndefined();
    }
  });
});

describe('states of a case', () => {
  it('are all reachable, and a closed case stays closed', () => {
    const reached = new Set<CaseState>(['open']);
    for (const state of reached) {
      for (const act of ['close_as_dormant', 'resume', 'close'] as const) {
        const next = caseAfter(state, act);
        if (next !== undefined) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...CASE_STATES].sort());
    expect(caseAfter('closed', 'resume')).toBeUndefined();
    expect(caseAfter('open', 'resume')).toBeUndefined();
  });
});
