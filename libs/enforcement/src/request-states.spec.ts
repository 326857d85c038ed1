import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MEASURES } from './measure.js';
import { isFinal, nextState, REQUEST_STATES, type RequestEvent, type RequestState } from './request-states.js';

const events: RequestEvent[] = [
  { kind: 'claimed' },
  { kind: 'acknowledged' },
  { kind: 'answered', state: 'executed' },
  { kind: 'answered', state: 'executed_in_part' },
  { kind: 'answered', state: 'refused' },
  { kind: 'answered', state: 'not_applicable' },
  { kind: 'contradicted' },
  { kind: 'silent', reached: 'no' },
  { kind: 'silent', reached: 'maybe' },
  { kind: 'lease_over' },
  { kind: 'unreadable' },
  { kind: 'rounds_exhausted' },
  { kind: 'withdrawn' },
  { kind: 'answer_by_passed' },
];

describe('states of a request', () => {
  it('are all reachable from queued', () => {
    const reached = new Set<RequestState>(['queued']);
    for (const state of reached) for (const event of events) reached.add(nextState(state, event, 'freeze'));
    expect([...reached].sort()).toEqual([...REQUEST_STATES].sort());
  });

  it('have a way out unless they are final', () => {
    for (const state of REQUEST_STATES.filter((candidate) => !isFinal(candidate))) {
      expect(events.some((event) => nextState(state, event, 'freeze') !== state)).toBe(true);
    }
  });

  it('never let silence end or undo anything: only an answer, a withdrawal or the answer-by makes a request final', () => {
    const quiet = events.filter(({ kind }) => kind === 'silent' || kind === 'lease_over');
    for (const measure of MEASURES) {
      for (const state of REQUEST_STATES) {
        for (const event of quiet) {
          const next = nextState(state, event, measure);
          if (isFinal(state)) expect(next).toBe(state);
          else expect(isFinal(next)).toBe(false);
        }
      }
    }
  });

  it('never send a measure again after a maybe', () => {
    for (const event of [{ kind: 'silent', reached: 'maybe' }, { kind: 'lease_over' }] as const) {
      expect(nextState('dispatched', event, 'deduct')).toBe('unconfirmed');
      expect(nextState('dispatched', event, 'inquire')).toBe('queued');
    }
    expect(nextState('unconfirmed', { kind: 'silent', reached: 'no' }, 'deduct')).toBe('queued');
  });

  it('end alike after any order and repetition of what a bank and the road can say about one execution', () => {
    const said = fc.constantFrom<RequestEvent>(
      { kind: 'acknowledged' },
      { kind: 'silent', reached: 'maybe' },
      { kind: 'lease_over' },
      { kind: 'answered', state: 'executed' },
    );
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), (others) => {
        const story: RequestEvent[] = [{ kind: 'claimed' }, ...others, { kind: 'answered', state: 'executed' }];
        let state: RequestState = 'queued';
        for (const event of story) state = nextState(state, event, 'freeze');
        return state === 'executed';
      }),
    );
  });
});
