import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plusDays } from '../watch/legal-day.js';
import { type StayRule, strangeEnd, strangeStay } from './stay.js';

const law = (more: Partial<StayRule>): StayRule => ({
  ...{ kind: 'suspension', rule: 'R7.2-3', zh: '中止执行', bars: ['deduct', 'pay'], authority: '民事诉讼法第267条' },
  ...more,
});
const security = law({ kind: 'stay_on_security', rule: 'R7.2-4', maxMonths: 12 });
const thirdParty = law({ kind: 'third_party_objection', rule: 'R7.2-2', afterServiceDays: 15 });

describe('a stay', () => {
  it('R7.2-3 begins today or before and needs no end of its own', () => {
    expect(strangeStay({ from: '2024-05-06' }, law({}), '2024-05-06')).toBeUndefined();
    expect(strangeStay({ from: '2024-05-07' }, law({}), '2024-05-06')).toMatchObject({ field: 'from', code: 'date.future' });
    expect(strangeStay({ from: '2024-05-06', until: '2024-05-05' }, law({}), '2024-05-06')).toMatchObject({
      code: 'stay.end_before_start',
    });
    expect(strangeStay({ from: '2024-05-06', until: '2024-05-06' }, law({}), '2024-05-06')).toBeUndefined();
    expect(strangeStay({ from: '2024-05-06', until: '2034-05-06' }, law({}), '2024-05-06')).toBeUndefined();
  });

  it('R7.2-4 on security lasts a year at most and says until when', () => {
    expect(strangeStay({ from: '2024-02-29' }, security, '2024-05-06')).toMatchObject({ field: 'until', code: 'stay.no_end' });
    expect(strangeStay({ from: '2024-02-29', until: '2025-02-28' }, security, '2024-05-06')).toBeUndefined();
    const wrong = strangeStay({ from: '2024-02-29', until: '2025-03-01' }, security, '2024-05-06');
    expect(wrong).toMatchObject({ field: 'until', code: 'stay.too_long' });
    expect(wrong?.message).toContain('R7.2-4');
  });

  it('R7.2-2 outlasts the service of a rejection by fifteen days', () => {
    const from = '2024-05-06';
    expect(strangeEnd({ from }, undefined, thirdParty, '2024-07-01')).toMatchObject({ field: 'servedOn', code: 'required' });
    expect(strangeEnd({ from }, '2024-06-03', thirdParty, '2024-06-18')).toMatchObject({ code: 'stay.still_runs' });
    expect(strangeEnd({ from }, '2024-06-03', thirdParty, '2024-06-19')).toBeUndefined();
    expect(strangeEnd({ from }, undefined, law({}), '2024-06-19')).toBeUndefined();
    for (const servedOn of ['2024-05-05', '2024-06-20'])
      expect(strangeEnd({ from }, servedOn, law({}), '2024-06-19')).toMatchObject({ code: 'date.outside' });
    for (const servedOn of ['2024-05-06', '2024-06-19'])
      expect(strangeEnd({ from }, servedOn, law({}), '2024-06-19')).toBeUndefined();
  });

  it('R7.2-2 ends on the same day whatever day it is asked on', () => {
    const days = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(days, days, (served, after) => {
        const servedOn = plusDays('2024-01-01', served);
        const today = plusDays(servedOn, after);
        expect(strangeEnd({ from: '2024-01-01' }, servedOn, thirdParty, today) === undefined).toBe(after > 15);
      }),
    );
  });
});
