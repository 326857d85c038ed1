import { describe, expect, it } from '@jest/globals';
import { asTopics, topics } from './topics.js';

describe('what an event touches', () => {
  it('looks at the fund and the paid sum when money moves', () => {
    expect(asTopics('fund.received')).toEqual(expect.arrayContaining(['fund', 'case', 'orders']));
  });

  it('looks at everything when it does not know the noun', () => {
    expect(asTopics('novelty.happened')).toEqual(topics);
  });
});
