import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOpen, nextOpening, type ServiceHours, serviceHours } from './service-hours.js';

const office: ServiceHours = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '17:00' }];
const at = (text: string) => new Date(`${text}+08:00`);

describe('service hours', () => {
  it.each([
    ['2026-11-23T07:59:59.999', false],
    ['2026-11-23T08:00', true],
    ['2026-11-23T16:59:59.999', true],
    ['2026-11-23T17:00', false],
    ['2026-11-22T12:00', false],
  ])('Monday to Friday, 08-17: at %s Shanghai time open is %s', (time, expected) => {
    expect(isOpen(office, at(time))).toBe(expected);
  });

  it.each([
    ['2026-11-23T03:00', '2026-11-23T08:00'],
    ['2026-11-23T10:15', '2026-11-23T10:15'],
    ['2026-11-23T17:00', '2026-11-24T08:00'],
    ['2026-11-27T17:30', '2026-11-30T08:00'],
    ['2026-12-31T20:00', '2027-01-01T08:00'],
  ])('after %s the next opening is %s', (time, expected) => {
    expect(nextOpening(office, at(time))).toEqual(at(expected));
  });

  it('finds the only window of the week again after it has closed', () => {
    expect(nextOpening([{ days: ['mon'], from: '08:00', to: '09:00' }], at('2026-11-23T09:00'))).toEqual(at('2026-11-30T08:00'));
  });

  it('runs through midnight where one window ends at 24:00 and the next begins at 00:00', () => {
    const night: ServiceHours = [
      { days: ['fri'], from: '20:00', to: '24:00' },
      { days: ['sat'], from: '00:00', to: '06:00' },
    ];
    for (const time of ['2026-11-27T23:59:59.999', '2026-11-28T00:00', '2026-11-28T05:59'])
      expect(isOpen(night, at(time))).toBe(true);
  });

  it('is always open where it says always', () => {
    fc.assert(fc.property(fc.date({ noInvalidDate: true }), (time) => expect(isOpen('always', time)).toBe(true)));
  });

  it('never opens later than it could: open at the next opening, closed at any moment before', () => {
    const time = fc
      .tuple(fc.nat(1_438), fc.nat(1_438))
      .map(([one, other]) => [Math.min(one, other), Math.max(one, other) + 1])
      .map((pair) =>
        pair.map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`),
      );
    const windows = fc.array(fc.tuple(fc.subarray(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], { minLength: 1 }), time), {
      minLength: 1,
      maxLength: 4,
    });
    const moment = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(windows, moment, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chosen, asked, part) => {
        const hours = serviceHours.parse(chosen.map(([days, [from, to]]) => ({ days, from, to })));
        const opening = nextOpening(hours, asked);
        expect(isOpen(hours, opening)).toBe(true);
        const between = new Date(Math.floor(asked.getTime() + part * (opening.getTime() - asked.getTime())));
        if (between < opening) expect(isOpen(hours, between)).toBe(false);
      }),
    );
  });

  it.each([
    [[]],
    ['sometimes'],
    [[{ days: ['mon'], from: '17:00', to: '08:00' }]],
    [[{ days: ['mon'], from: '8:00', to: '17:00' }]],
    [[{ days: [], from: '08:00', to: '17:00' }]],
  ])('refuses %j', (written) => expect(serviceHours.safeParse(written).success).toBe(false));
});
