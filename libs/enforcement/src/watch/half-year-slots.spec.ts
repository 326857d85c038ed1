import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { halfYearSlots, plusMonths } from './half-year-slots.js';

const anyDate = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('the ten half-years of a dormant case (R5.2-2)', () => {
  it('are due every six months for five years', () => {
    expect(halfYearSlots('2015-11-20').map(({ dueOn }) => dueOn)).toEqual([
      '2016-05-20',
      '2016-11-20',
      '2017-05-20',
      '2017-11-20',
      '2018-05-20',
      '2018-11-20',
      '2019-05-20',
      '2019-11-20',
      '2020-05-20',
      '2020-11-20',
    ]);
  });

  it('fall on the last day of a month that is too short, and return to their own day after it', () => {
    expect(
      halfYearSlots('2019-08-31')
        .slice(0, 4)
        .map(({ dueOn }) => dueOn),
    ).toEqual(['2020-02-29', '2020-08-31', '2021-02-28', '2021-08-31']);
  });

  it('ascend strictly, and the tenth is five years on, whatever the day of closing', () => {
    fc.assert(
      fc.property(anyDate, (dormantOn) => {
        const slots = halfYearSlots(dormantOn);
        expect(slots.map(({ slot }) => slot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        const days = [dormantOn, ...slots.map(({ dueOn }) => dueOn)];
        expect(days.every((day, index) => index === 0 || day > (days[index - 1] ?? ''))).toBe(true);
        expect(slots.at(-1)?.dueOn).toBe(plusMonths(dormantOn, 60));
      }),
    );
  });
});

describe('plusMonths', () => {
  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2020-02-29', 12, '2021-02-28'],
    ['2020-12-15', 1, '2021-01-15'],
    ['2021-03-31', -1, '2021-02-28'],
  ])('%s plus %i months is %s', (from, months, to) => {
    expect(plusMonths(from, months)).toBe(to);
  });
});
