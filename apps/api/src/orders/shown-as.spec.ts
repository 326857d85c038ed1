import { describe, expect, it } from '@jest/globals';
import { REQUEST_STATES } from '#enforcement/request-states.js';
import { shownAs } from './shown-as.js';

describe('what a judge sees of a request', () => {
  it('keeps nothing found, not applicable, no answer yet and silent apart', () => {
    const seen = [
      shownAs({ state: 'executed', outcome: 'nothing', silent: false }),
      shownAs({ state: 'not_applicable', outcome: null, silent: false }),
      shownAs({ state: 'dispatched', outcome: null, silent: false }),
      shownAs({ state: 'expired', outcome: null, silent: true }),
    ];
    expect(seen).toEqual(['nothing', 'not_applicable', 'no_answer_yet', 'silent']);
  });

  it.each(REQUEST_STATES)('never says "nothing" of a request that is %s without an outcome', (state) => {
    for (const silent of [true, false]) expect(shownAs({ state, outcome: null, silent })).not.toBe('nothing');
  });

  it('says silent of a request whose last word was no word', () => {
    expect(shownAs({ state: 'queued', outcome: null, silent: true })).toBe('silent');
    expect(shownAs({ state: 'unconfirmed', outcome: null, silent: true })).toBe('silent');
  });
});
