import { describe, expect, it } from '@jest/globals';
import { hasEffect, MEASURES, needsRuling } from './measure.js';

describe('the measures', () => {
  it('R1.1-1: what touches property of the debtor needs a ruling; to ask, and to pay out what the court holds, does not', () => {
    expect(MEASURES.filter(needsRuling)).toEqual(['freeze', 'renew', 'release', 'deduct', 'seal']);
  });

  it('R1.7-3: all but the inquiry have an effect, and are never sent again blindly', () => {
    expect(MEASURES.filter((measure) => !hasEffect(measure))).toEqual(['inquire']);
  });
});
