import { describe, expect, it } from '@jest/globals';
import { type AccountClass, classesOf } from './account-class.js';
import { decideExempt } from './decision.js';

const row = (code: string, more: Partial<AccountClass>): AccountClass => ({
  ...{ rule: 'R3-1', code, zh: code, freeze: 'override', deduct: 'override', purposes: [], authority: '', confidence: 'T' },
  ...{ tags: [code], accountClasses: [] },
  ...more,
});
const catalogue = [
  row('migrant_wage', { purposes: ['wages_of_the_project'] }),
  row('clearing', { rule: 'R3-13', freeze: 'barred', deduct: 'barred' }),
  row('margin', { rule: 'R3-8', freeze: 'allowed', tags: [], accountClasses: ['margin'] }),
  row('other', { rule: 'R1.3-4' }),
];
const override = { reason: '为该项目农民工工资', purpose: 'wages_of_the_project', documentId: 'd' };

describe('money that may not simply be taken', () => {
  it('is taken freely where no bank has marked it', () => {
    expect(decideExempt('deduct', { class: 'basic' }, undefined, catalogue)).toEqual({ verdict: 'allowed' });
  });

  it('R3-1 needs an override that names a purpose the law allows', () => {
    const account = { exemptionTag: 'migrant_wage' };
    expect(decideExempt('freeze', account, undefined, catalogue)).toEqual({ verdict: 'needs_override', because: catalogue[0] });
    const aimless = { ...override, purpose: undefined };
    expect(decideExempt('freeze', account, aimless, catalogue).verdict).toBe('wrong_purpose');
    expect(decideExempt('freeze', account, override, catalogue)).toEqual({ verdict: 'allowed', overridden: catalogue[0] });
  });

  it('R3-13 is opened by no override where the law knows no exception', () => {
    expect(decideExempt('deduct', { exemptionTag: 'clearing' }, override, catalogue)).toMatchObject({ verdict: 'barred' });
  });

  it('R3-8 may be frozen and still not deducted', () => {
    expect(decideExempt('freeze', { class: 'margin' }, undefined, catalogue)).toEqual({ verdict: 'allowed' });
    expect(decideExempt('deduct', { class: 'margin' }, undefined, catalogue)).toMatchObject({ because: { rule: 'R3-8' } });
  });

  it('R3-13 goes by the strictest of several classes, in whatever order they are listed', () => {
    for (const listed of [catalogue, [...catalogue].reverse()]) {
      expect(decideExempt('deduct', { exemptionTag: 'clearing', class: 'margin' }, override, listed)).toMatchObject({
        verdict: 'barred',
        because: { rule: 'R3-13' },
      });
    }
  });

  it('R3-8 is no way round a mark: allowed by one class and overridable by another asks for the override', () => {
    for (const listed of [catalogue, [...catalogue].reverse()]) {
      const marked = { exemptionTag: 'migrant_wage', class: 'margin' };
      expect(decideExempt('freeze', marked, undefined, listed)).toMatchObject({ because: { rule: 'R3-1' } });
    }
  });

  it('R3-1 is named where two classes are equally strict, for it comes first in the catalogue', () => {
    const marked = { exemptionTag: 'migrant_wage', class: 'margin' };
    expect(decideExempt('deduct', marked, undefined, catalogue)).toMatchObject({ because: { rule: 'R3-1' } });
  });

  it('R1.3-4 takes any reason where the law names no purposes', () => {
    const aimless = { ...override, purpose: undefined };
    expect(decideExempt('deduct', { exemptionTag: 'other' }, aimless, catalogue)).toMatchObject({ verdict: 'allowed' });
  });

  it('R1.3-4 heeds a mark nobody knows', () => {
    expect(classesOf({ exemptionTag: 'never_seen' }, catalogue).map(({ code }) => code)).toEqual(['other']);
  });
});
