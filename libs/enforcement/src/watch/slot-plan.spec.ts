import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LegalTime } from '../ids.js';
import { legalDay, plusDays } from './legal-day.js';
import { planSlots, stateOfAnsweredSlot } from './slot-plan.js';

const ANCHOR = '2015-08-31';
// any ascending days do: what a half-year is, is decided elsewhere
const slots = Array.from({ length: 10 }, (_, index) => ({ slot: index + 1, dueOn: plusDays(ANCHOR, (index + 1) * 182) }));

describe('the plan of a watch (R5.2-2)', () => {
  it('asks nothing before the latest safe start, and asks on that very day', () => {
    expect(planSlots(slots, '2015-12-01', '2015-12-15')).toBeUndefined();
    expect(planSlots(slots, plusDays('2016-02-29', -14), '2016-02-29')).toEqual({ ask: 1, late: [] });
  });

  it('is still in time on the last day, and late on the next', () => {
    expect(planSlots(slots, '2016-02-29', '2016-03-14')).toEqual({ ask: 1, late: [] });
    expect(planSlots(slots, '2016-03-01', '2016-03-15')).toEqual({ ask: 1, late: [1] });
  });

  it('asks once after a jump over several half-years, and says which were missed', () => {
    expect(planSlots(slots, '2017-08-30', '2017-09-13')).toEqual({ ask: 4, late: [1, 2, 3, 4] });
    expect(planSlots(slots, '2017-08-20', '2017-09-03')).toEqual({ ask: 4, late: [1, 2, 3] });
  });

  it('whenever it wakes up: one slot asked, every missed one late, none after it touched', () => {
    fc.assert(
      fc.property(fc.nat(4000), fc.nat(60), fc.subarray(slots), (afterAnchor, safetyDays, waiting) => {
        const today = plusDays(ANCHOR, afterAnchor);
        const plan = planSlots(waiting, today, plusDays(today, safetyDays));
        const missed = waiting.filter((slot) => slot.dueOn < today).map((slot) => slot.slot);
        expect(plan?.late ?? []).toEqual(missed);
        if (plan !== undefined) {
          const asked = waiting.find((slot) => slot.slot === plan.ask);
          expect(asked !== undefined && asked.dueOn <= plusDays(today, safetyDays)).toBe(true);
        }
      }),
    );
  });

  it('counts an answer of the last day, not one of the day after', () => {
    expect(stateOfAnsweredSlot('2020-02-29', '2020-02-29')).toBe('answered');
    expect(stateOfAnsweredSlot('2020-02-29', '2020-03-01')).toBe('late');
  });

  it("takes the courts' day, eight hours before UTC's", () => {
    expect(legalDay(new Date('2020-02-29T15:59:59Z') as LegalTime)).toBe('2020-02-29');
    expect(legalDay(new Date('2020-02-29T16:00:00Z') as LegalTime)).toBe('2020-03-01');
  });
});
