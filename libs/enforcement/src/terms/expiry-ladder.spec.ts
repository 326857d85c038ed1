import { describe, expect, it } from '@jest/globals';
import { dueRungs, type LadderRule, renewalWindow, stepOf, workingDayUpTo } from './expiry-ladder.js';

const rule: LadderRule = {
  windowOpensDays: 30,
  renewByWorkingDays: 2,
  rungs: [
    { days: 30, tell: ['clerk'], alarm: false },
    { days: 15, tell: ['judge'], alarm: false },
    { days: 7, tell: ['judge'], alarm: false },
    { days: 3, tell: ['approver'], alarm: true },
    { days: 1, tell: ['approver', 'operator'], alarm: true },
  ],
};
const everyDay = () => true;
// the National Day holiday of 2026: 1 to 7 October off, Saturday 10 October worked
const off = new Set(['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07']);
const working = (day: string) => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return day === '2026-10-10' || (!off.has(day) && weekday !== 0 && weekday !== 6);
};

describe('the days on which somebody can act', () => {
  it('R2.1-5: a warning falls on the working day before a holiday, never after it', () => {
    expect(workingDayUpTo('2026-10-05', working)).toBe('2026-09-30');
    expect(workingDayUpTo('2026-10-10', working)).toBe('2026-10-10');
    expect(workingDayUpTo('2026-10-11', working)).toBe('2026-10-10');
  });

  it('R2.1-5: a calendar that knows no working day does not stop a warning', () => {
    expect(workingDayUpTo('2026-10-05', () => false)).toBe('2026-10-05');
  });

  it('R2.1-5: looks back a month for a working day, and no further', () => {
    const only = (day: string) => (other: string) => other === day;
    expect(workingDayUpTo('2026-10-31', only('2026-09-30'))).toBe('2026-09-30');
    expect(workingDayUpTo('2026-10-31', only('2026-09-29'))).toBe('2026-10-31');
  });

  it('R2.1-4: the renewal is placed before the holiday, since the end does not wait for it', () => {
    expect(renewalWindow('2026-10-08', rule, working)).toEqual({ opensOn: '2026-09-08', lastDay: '2026-09-29' });
    expect(renewalWindow('2026-10-12', rule, working)).toEqual({ opensOn: '2026-09-11', lastDay: '2026-10-09' });
  });

  it('R2.1-5: the window is open at latest on its last day', () => {
    expect(renewalWindow('2026-10-08', { ...rule, windowOpensDays: 2 }, working)).toEqual({
      opensOn: '2026-09-29',
      lastDay: '2026-09-29',
    });
    expect(renewalWindow('2026-10-08', { ...rule, renewByWorkingDays: 0 }, everyDay).lastDay).toBe('2026-10-07');
    expect(renewalWindow('2026-10-08', { ...rule, renewByWorkingDays: 0 }, working).lastDay).toBe('2026-10-07');
    expect(renewalWindow('2026-10-08', { ...rule, renewByWorkingDays: 1 }, working).lastDay).toBe('2026-09-30');
    expect(renewalWindow('2026-10-08', { ...rule, renewByWorkingDays: 3 }, working).lastDay).toBe('2026-09-28');
  });
});

describe('the ladder 30/15/7/3/1', () => {
  const due = (today: string, isWorkingDay = everyDay) =>
    dueRungs('2027-01-31', today, rule, isWorkingDay).map(({ days, dueOn }) => `${days} ${dueOn}`);

  it('R2.1-4: begins thirty days before the end and climbs to the last day', () => {
    expect(due('2026-12-31')).toEqual([]);
    expect(due('2027-01-01')).toEqual(['30 2027-01-01']);
    expect(due('2027-01-30')).toEqual(['30 2027-01-01', '15 2027-01-16', '7 2027-01-24', '3 2027-01-28', '1 2027-01-30']);
  });

  it('R2.1-4: catches up after a standstill, whatever the order in the file', () => {
    const shuffled = { ...rule, rungs: [...rule.rungs].reverse() };
    expect(dueRungs('2027-01-31', '2027-01-24', shuffled, everyDay).map(({ days }) => days)).toEqual([30, 15, 7]);
  });

  it('R2.1-5: puts a rung on the working day before', () => {
    expect(dueRungs('2026-10-08', '2026-09-30', rule, working).map(({ days, dueOn }) => `${days} ${dueOn}`)).toEqual([
      '30 2026-09-08',
      '15 2026-09-23',
      '7 2026-09-30',
      '3 2026-09-30',
      '1 2026-09-30',
    ]);
  });
});

describe('a ladder that goes on after the end', () => {
  const rungs = [-1, 0, 1].map((days) => ({ days, tell: ['judge'] as const, alarm: true }));
  const due = (until: string, today: string) =>
    dueRungs(until, today, { rungs }, working).map(({ days, dueOn }) => [days, dueOn]);

  it('R1.3-3 R7.2-4: says before a holiday that the last day comes, and only after it that it has passed', () => {
    // Sunday the 25th
    expect(due('2026-10-25', '2026-10-23')).toEqual([
      [1, '2026-10-23'],
      [0, '2026-10-23'],
    ]);
    expect(due('2026-10-25', '2026-10-25')).toHaveLength(2);
    expect(due('2026-10-25', '2026-10-26').at(-1)).toEqual([-1, '2026-10-26']);
    // Friday the 23rd: what has passed is not told on the last day, though a Saturday follows
    expect(due('2026-10-23', '2026-10-23').map(([days]) => days)).toEqual([1, 0]);
    expect(due('2026-10-23', '2026-10-24').at(-1)).toEqual([-1, '2026-10-24']);
  });
});

describe('whom a rung reaches', () => {
  const [first, second, , alarm] = rule.rungs as [
    LadderRule['rungs'][0],
    LadderRule['rungs'][0],
    unknown,
    LadderRule['rungs'][0],
  ];

  it('R2.1-4: one step higher too when the rung before was not acknowledged', () => {
    expect(stepOf(second, { tell: first.tell, acknowledged: true }, 'none')).toEqual({ tell: ['judge'], alarm: false });
    expect(stepOf(second, { tell: first.tell, acknowledged: false }, 'none')).toEqual({ tell: ['judge'], alarm: false });
    expect(stepOf({ ...second, tell: ['clerk'] }, { tell: ['clerk'], acknowledged: false }, 'none')?.tell).toEqual([
      'clerk',
      'judge',
    ]);
    expect(stepOf(second, { tell: ['judge'], acknowledged: false }, 'none')?.tell).toEqual(['judge', 'approver']);
    expect(stepOf(first, undefined, 'none')).toEqual({ tell: ['clerk'], alarm: false });
  });

  it('R2.1-4: a renewal on its way quiets warnings, not alarms; only a confirmed one ends the ladder', () => {
    expect(stepOf(second, undefined, 'on_the_way')).toBeUndefined();
    expect(stepOf(second, undefined, 'awaiting_approval')).toBeDefined();
    expect(stepOf(alarm, undefined, 'on_the_way')).toEqual({ tell: ['approver'], alarm: true });
    expect(stepOf(alarm, undefined, 'confirmed')).toBeUndefined();
  });

  it('R2.1-4: an acknowledgement does not quiet an alarm', () => {
    expect(stepOf(alarm, { tell: ['judge'], acknowledged: true }, 'none')).toEqual({ tell: ['approver'], alarm: true });
  });
});
