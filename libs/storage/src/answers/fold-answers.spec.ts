import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFinal } from '#enforcement/request-states.js';
import { asMachine } from '#platform/clocks.js';
import { foldAnswer, type Folded, type Patience, unfolded } from './fold-answers.js';
import { type Answer, contentDigest, type FinalContent, type Outcome } from './outcome-content.js';

const T0 = asMachine(new Date('2026-03-02T01:00:00Z'));
const patience: Patience = { backoffMs: [1_000, 5_000], settleAfterMs: 0, statusRounds: 3, statusEveryMs: 30_000 };
const executed: FinalContent = {
  kind: 'final',
  outcome: 'executed',
  bankTime: '2026-03-02T01:00:01Z',
  asOf: '2026-03-02T01:00:01Z',
};
const refused: FinalContent = { ...executed, outcome: 'refused', reason: { code: 'account_not_found', text: '' } };

function known(measure: 'freeze' | 'inquire', state: Folded['state'] = 'dispatched'): Folded {
  const fresh = { attempt: 1, tries: 0, rounds: 0, notAfter: T0, answerDigest: undefined, heard: new Set<string>() };
  return unfolded({ requestId: 'r', measure, state, live: !isFinal(state), ...fresh });
}

function fold(start: Folded, ...outcomes: Outcome[]): Folded {
  return outcomes.reduce(
    (folded, outcome) => foldAnswer(folded, { requestId: 'r', attempt: 1, institution: 'icbc', outcome }, T0, patience),
    start,
  );
}

describe('folding answers', () => {
  it('takes a refusal told as a problem and told in full, later, for one answer', () => {
    const inFull = {
      ...refused,
      asOf: '2026-03-02T01:00:09Z',
      reason: { code: 'account_not_found', text: '无此账号' },
      receipt: { number: 'R1', issuedAt: '2026-03-02T01:00:09Z' },
    };
    const end = fold(known('freeze'), refused, inFull);
    expect(end.state).toBe('refused');
    expect(end.attention).toBeUndefined();
    const another = { ...refused, reason: { code: 'account_exempt', text: '' } };
    expect(fold(end, another).attention?.reason).toBe('contradiction');
  });

  it('ends in the same state whatever the order and repetition of ack, silence, doubted unknown, final and status result', () => {
    const said = fc.constantFrom<Outcome>(
      { kind: 'acknowledged', stage: 'acknowledged', bankTime: '2026-03-02T00:59:59Z' },
      { kind: 'silent', reached: 'maybe', cause: 'timeout' },
      { kind: 'unknown', bankTime: '2026-03-02T00:59:59Z' },
      executed,
      { ...executed, bankTime: '2026-03-02T02:00:00Z' },
    );
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), fc.nat(8), (others, place) => {
        const story = [...others.slice(0, place), executed, ...others.slice(place)];
        const end = fold(known('freeze'), ...story);
        return (
          end.state === 'executed' &&
          end.settled !== undefined &&
          contentDigest(end.settled.content) === contentDigest(executed) &&
          end.attention === undefined
        );
      }),
    );
  });

  it('keeps both of two different finals and calls a person, for a measure in either order', () => {
    for (const story of [
      [executed, refused],
      [refused, executed],
      [executed, refused, executed],
    ] as const) {
      const end = fold(known('freeze'), ...story);
      expect(end.state).toBe('needs_attention');
      expect(end.attention?.reason).toBe('contradiction');
    }
  });

  it('lets the first final of an inquiry win', () => {
    const nothing: FinalContent = { ...executed, outcome: 'nothing' };
    const found: FinalContent = { ...executed, outcome: 'found' };
    expect(fold(known('inquire'), nothing, found)).toMatchObject({
      state: 'executed',
      settled: { content: { outcome: 'nothing' } },
      attention: undefined,
    });
  });

  it('believes "unknown to us" only by the institution\'s own time past notAfter', () => {
    const unconfirmed = known('freeze', 'unconfirmed');
    expect(fold(unconfirmed, { kind: 'unknown', bankTime: '2026-03-02T01:00:00Z' }).state).toBe('unconfirmed');
    expect(fold(unconfirmed, { kind: 'unknown', bankTime: '2026-03-02T01:00:00.001Z' }).state).toBe('queued');
  });

  it('does not hear silence about an attempt that was followed by another', () => {
    const second = { ...known('freeze'), attempt: 2 };
    const late: Answer = {
      requestId: 'r',
      attempt: 1,
      institution: 'icbc',
      outcome: { kind: 'silent', reached: 'no', cause: 'voided' },
    };
    expect(foldAnswer(second, late, T0, patience)).toBe(second);
  });

  it('counts a try only when something went out', () => {
    expect(fold(known('inquire'), { kind: 'silent', reached: 'no', cause: 'breaker_open' })).toMatchObject({
      state: 'queued',
      tries: 0,
    });
    expect(fold(known('inquire'), { kind: 'silent', reached: 'maybe', cause: 'timeout' })).toMatchObject({
      state: 'queued',
      tries: 1,
    });
  });

  it('calls a person when asking has not settled it', () => {
    const tired = { ...known('freeze', 'unconfirmed'), rounds: 3 };
    expect(fold(tired, { kind: 'silent', reached: 'maybe', cause: 'timeout' })).toMatchObject({
      state: 'needs_attention',
      attention: { reason: 'rounds_exhausted' },
    });
  });
});
