import { describe, expect, it } from '@jest/globals';
import { type LegalTime } from '../ids.js';
import { effectOfRenewal, endOfTerm, isOver } from './term-end.js';

const at = (text: string) => new Date(text) as LegalTime;

describe('the end of a freeze', () => {
  it('R2.1-4: comes by itself to the minute the receipt names, in the courts’ time', () => {
    expect(endOfTerm('2027-03-01T15:30').toISOString()).toBe('2027-03-01T07:30:00.000Z');
    expect(isOver('2027-03-01T15:30', at('2027-03-01T15:29:59.999+08:00'))).toBe(false);
    expect(isOver('2027-03-01T15:30', at('2027-03-01T15:30:00+08:00'))).toBe(true);
    expect(endOfTerm('2027-03-01T15').toISOString()).toBe('2027-03-01T07:00:00.000Z');
    expect(endOfTerm('2027-03-01T00:05').toISOString()).toBe('2027-02-28T16:05:00.000Z');
  });

  it('R2.1-4: told by its last day, comes when that day is over; month-end and 29 February too', () => {
    expect(isOver('2028-02-29', at('2028-02-29T23:59:59+08:00'))).toBe(false);
    expect(isOver('2028-02-29', at('2028-03-01T00:00:00+08:00'))).toBe(true);
  });

  it('R2.1-4: is not rolled over a holiday: 1 October stays 1 October', () => {
    expect(endOfTerm('2026-10-01').toISOString()).toBe('2026-10-01T16:00:00.000Z');
  });

  it('R2.1-4: a renewal served when it is over is a new freeze with a new rank', () => {
    expect(effectOfRenewal('2027-03-01', at('2027-03-01T23:59:00+08:00'))).toEqual({ kind: 'renewal' });
    expect(effectOfRenewal('2027-03-01', at('2027-03-02T00:00:00+08:00'))).toMatchObject({
      kind: 'new_freeze',
      because: expect.stringContaining('rank is lost'),
    });
  });
});
