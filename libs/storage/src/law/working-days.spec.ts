import { describe, expect, it } from '@jest/globals';
import { isWorkingDay } from './working-days.js';

describe('the courts’ working days', () => {
  it.each([
    ['2020-01-24', false, 'New Year’s Eve'],
    ['2020-01-19', true, 'the Sunday worked for it'],
    ['2026-10-01', false, 'National Day'],
    ['2026-10-10', true, 'the Saturday worked for it'],
    ['2026-10-11', false, 'a Sunday'],
    ['2026-11-02', true, 'a Monday'],
    ['2051-06-05', true, 'a Monday of a year without a calendar yet'],
    ['2051-06-04', false, 'a Sunday of such a year'],
  ])('R2.1-5: %s: %s (%s)', (day, expected) => {
    expect(isWorkingDay(day)).toBe(expected);
  });
});
