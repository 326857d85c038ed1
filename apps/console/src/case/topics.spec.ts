import { describe, expect, it } from '@jest/globals';
import { asTopics, topics } from './topics.js';

describe('what an event touches', () => {
  it('looks at the fund and the paid sum when money moves', () => {
    expect(asTopics('fund.received')).toEqual(expect.arrayContaining(['fund', 'case', 'orders']));
  });

  it('looks at the freezes and at what is owed when a further freeze is proposed', () => {
    expect(asTopics('budget.top_up_proposed')).toEqual(expect.arrayContaining(['freezes', 'case']));
    expect(asTopics('budget.top_up_closed')).toEqual(expect.arrayContaining(['freezes', 'case']));
  });

  it('looks at the case and at what is held back when it is stayed', () => {
    expect(asTopics('case.stayed')).toEqual(expect.arrayContaining(['case', 'orders']));
  });

  it('looks at everything when it does not know the noun', () => {
    expect(asTopics('novelty.happened')).toEqual(topics);
  });
});
