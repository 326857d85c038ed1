import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { accountBook } from './account-book.js';
import { type AccountEvent } from './account-event.js';
import { type MeasuresReport, othersSeen, type ReportedMeasure } from './prior-measures.js';

const at = (day: number) => `2026-05-${String(day).padStart(2, '0')}T02:00:00.000Z`;
const measure = (documentNumber: string, amountFen?: bigint, until?: string): ReportedMeasure => ({
  authority: 'X 法院',
  documentNumber,
  ...(amountFen === undefined ? {} : { amountFen: fenOf(amountFen) }),
  until,
});
const report = (day: number, ...measures: ReportedMeasure[]): MeasuresReport => ({
  asOf: at(day),
  moneyFen: fenOf(100n),
  measures,
});
const OURS = { documentNumber: 'ours', servedAt: at(10) };
const ourFreeze: AccountEvent = {
  id: 'ours',
  at: at(10),
  kind: 'served',
  freeze: { freezeId: 'ours', authority: 'we', caseNumber: 'ours', stage: 'enforcement', cap: fenOf(80n) },
};

function bookOf(reports: readonly MeasuresReport[], day = 28) {
  const { events, unsure } = othersSeen(reports, [OURS]);
  const { freezes } = accountBook([...events, ourFreeze], at(day));
  return { order: freezes.map(({ caseNumber, effectiveFen }) => `${caseNumber} ${effectiveFen}`), unsure };
}

describe('other courts, as far as bank reports show them', () => {
  it('R2.2-1: one reported before our service stands before us', () => {
    expect(bookOf([report(5, measure('theirs', 50n)), report(12, measure('theirs', 50n), measure('ours', 80n))])).toEqual({
      order: ['theirs 50', 'ours 50'],
      unsure: [],
    });
  });

  it('R2.2-1: one a report after our service did not list stands behind us', () => {
    const reports = [report(11, measure('ours', 80n)), report(12, measure('ours', 80n), measure('theirs', 50n))];
    expect(bookOf(reports)).toEqual({ order: ['ours 80', 'theirs 20'], unsure: [] });
  });

  it('R2.2-1: one that came in between is put before us, and said to be unsure', () => {
    const reports = [report(5), report(12, measure('ours', 80n), measure('theirs', 50n))];
    expect(bookOf(reports)).toEqual({ order: ['theirs 50', 'ours 50'], unsure: [{ freezeId: 'X 法院 theirs', ours: 'ours' }] });
    expect(bookOf([report(12, measure('theirs', 50n))]).unsure).toHaveLength(1);
  });

  it('R2.3-2: without an amount it holds the whole account', () => {
    expect(bookOf([report(5, measure('theirs'))])).toEqual({ order: ['theirs 100', 'ours 0'], unsure: [] });
  });

  it('R2.2-4: no longer listed before its end means released; its own end comes by itself (R2.1-4)', () => {
    expect(bookOf([report(5, measure('theirs', 50n, '2026-06-30')), report(12)]).order).toEqual(['ours 80']);
    const ended = othersSeen([report(5, measure('theirs', 50n, '2026-05-11')), report(12)], [OURS]);
    expect(ended.events.filter(({ kind }) => kind === 'released')).toEqual([]);
    expect(bookOf([report(5, measure('theirs', 50n, '2026-05-11')), report(12)]).order).toEqual(['ours 80']);
    const book = accountBook(ended.events, at(12));
    expect(book.ended.map(({ ended: how }) => how)).toEqual([{ by: 'expired', at: '2026-05-11T16:00:00.000Z' }]);
  });

  it('R2.3-5: a smaller amount is a reduction and a later end a renewal', () => {
    const reports = [
      report(5, measure('theirs', 50n, '2026-05-20')),
      report(12, measure('theirs', 30n, '2026-06-20')),
      report(13, measure('theirs', 30n, '2026-06-20')),
    ];
    expect(bookOf(reports).order).toEqual(['theirs 30', 'ours 70']);
    expect(
      othersSeen(reports, [OURS])
        .events.map(({ kind }) => kind)
        .filter((kind) => kind !== 'observed'),
    ).toEqual(['served', 'renewed', 'reduced']);
  });

  it('R2.3-5: each report is compared with the one before it', () => {
    const reports = [
      report(5, measure('theirs', 50n, '2026-05-20')),
      report(12, measure('theirs', 30n, '2026-06-20')),
      report(13, measure('theirs', 20n, '2026-06-20')),
    ];
    const seen = othersSeen(reports, [OURS]).events.filter(({ kind }) => kind === 'renewed' || kind === 'reduced');
    expect(seen.map(({ kind, at: when }) => `${kind} ${when}`)).toEqual([
      `renewed ${at(12)}`,
      `reduced ${at(12)}`,
      `reduced ${at(13)}`,
    ]);
  });

  it('R1.6-1: what the bank holds for itself is on no list, and no measure is made of it', () => {
    const { events } = othersSeen([report(5), report(12)], [OURS]);
    expect(events.map(({ kind }) => kind)).toEqual(['observed', 'observed']);
  });

  it('R2.2-1: reports count by their time, not by the order in which they lie before us', () => {
    const reports = [report(12, measure('ours', 80n), measure('theirs', 50n)), report(11, measure('ours', 80n))];
    expect(bookOf(reports)).toEqual({ order: ['ours 80', 'theirs 20'], unsure: [] });
  });

  it('R2.2-1: a report of the very moment of our service settles nothing before it and everything after', () => {
    expect(bookOf([report(9), report(10, measure('theirs', 50n))]).unsure).toHaveLength(1);
    expect(bookOf([report(10, measure('ours', 80n)), report(11, measure('theirs', 50n))]).unsure).toHaveLength(0);
  });

  it('R2.2-1: one first seen in a later report was served after the report before', () => {
    const { events } = othersSeen([report(11), report(12, measure('theirs', 50n))], [OURS]);
    expect(events.find(({ kind }) => kind === 'served')?.at).toBe(at(12));
    const early = othersSeen([report(5, measure('theirs', 50n))], []);
    expect(early.events.find(({ kind }) => kind === 'served')?.at).toBe('1900-01-01T00:00:00.000Z');
  });

  it('R2.1-4: one that ended on the very moment of the next report was not released', () => {
    const next = { ...report(12), asOf: '2026-05-11T16:00:00.000Z' };
    const { events } = othersSeen([report(5, measure('theirs', 50n, '2026-05-11')), next], [OURS]);
    expect(events.filter(({ kind }) => kind === 'released')).toEqual([]);
  });
});
