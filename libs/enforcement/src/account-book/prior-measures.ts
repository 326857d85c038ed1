import { ascending } from '../comparing.js';
import { type Fen } from '../money.js';
import { type AccountEvent } from './account-event.js';

/** One report of a bank on one account: the judicial measures it lists (`djxx`), ours among them under our own number. */
export interface MeasuresReport {
  readonly asOf: string;
  readonly moneyFen: Fen;
  readonly measures: readonly ReportedMeasure[];
}

export interface ReportedMeasure {
  readonly authority: string;
  readonly documentNumber: string;
  readonly amountFen?: Fen | undefined;
  /** Last day of the term. */
  readonly until?: string | undefined;
}

export interface OwnFreeze {
  readonly documentNumber: string;
  readonly servedAt: string;
}

/** What other courts did, as far as reports show it. */
export interface OthersSeen {
  readonly events: readonly AccountEvent[];
  /** Freezes of others whose place before or after one of ours no report settles: a person asks the bank. */
  readonly unsure: readonly { readonly freezeId: string; readonly ours: string }[];
}

/**
 * Banks tell no ranks of others, only who is there. A measure was served at latest when first reported, and not before the last report
 * that did not list it: so it stands before ours, after ours, or (`unsure`) anywhere around. Then it is put before ours, since a
 * judge who counts on less money than there is does no harm. One that is no longer listed before its end was released.
 * Without an amount it holds the whole account. Internal holds of the bank are not listed at all (R1.6-1).
 */
export function othersSeen(reports: readonly MeasuresReport[], ours: readonly OwnFreeze[]): OthersSeen {
  const own = new Set(ours.map(({ documentNumber }) => documentNumber));
  const sorted = [...reports].sort((a, b) => ascending(a.asOf, b.asOf));
  const events: AccountEvent[] = sorted.map(({ asOf, moneyFen }) => ({
    id: `money ${asOf}`,
    at: asOf,
    kind: 'observed',
    moneyFen,
  }));
  const unsure: { freezeId: string; ours: string }[] = [];
  for (const [freezeId, sightings] of sightingsByMeasure(sorted, own)) {
    const [first] = sightings;
    if (first === undefined) continue;
    const notBefore = sorted.filter(({ asOf }) => asOf < first.asOf).at(-1)?.asOf ?? '';
    const around = ours.filter(({ servedAt }) => servedAt > notBefore && servedAt <= first.asOf);
    unsure.push(...around.map(({ documentNumber }) => ({ freezeId, ours: documentNumber })));
    events.push(service(freezeId, first.measure, around.length > 0 || notBefore === '' ? notBefore : first.asOf));
    events.push(...changes(freezeId, sightings, sorted));
  }
  return { events, unsure };
}

interface Sighting {
  readonly asOf: string;
  readonly measure: ReportedMeasure;
}

function sightingsByMeasure(reports: readonly MeasuresReport[], own: ReadonlySet<string>): Map<string, Sighting[]> {
  const seen = new Map<string, Sighting[]>();
  for (const { asOf, measures } of reports) {
    for (const measure of measures.filter(({ documentNumber }) => !own.has(documentNumber))) {
      const key = `${measure.authority} ${measure.documentNumber}`;
      seen.set(key, [...(seen.get(key) ?? []), { asOf, measure }]);
    }
  }
  return seen;
}

/** Before all reports: at the beginning of time, as far as we can tell. */
const LONG_AGO = '1900-01-01T00:00:00.000Z';

function service(freezeId: string, measure: ReportedMeasure, at: string): AccountEvent {
  return {
    id: `seen ${freezeId}`,
    at: at === '' ? LONG_AGO : at,
    kind: 'served',
    freeze: {
      freezeId,
      authority: measure.authority,
      caseNumber: measure.documentNumber,
      stage: 'enforcement',
      cap: measure.amountFen ?? 'whole',
      ...(measure.amountFen === undefined ? { wholeBecause: 'The bank told no amount.' } : {}),
      ...(measure.until === undefined ? {} : { until: endOfDay(measure.until) }),
    },
  };
}

function changes(freezeId: string, sightings: readonly Sighting[], reports: readonly MeasuresReport[]): AccountEvent[] {
  const events: AccountEvent[] = [];
  for (const [index, { asOf, measure }] of sightings.entries()) {
    const before = sightings[index - 1]?.measure;
    if (before === undefined) continue;
    if (measure.until !== undefined && before.until !== undefined && measure.until > before.until)
      events.push({ id: `renewed ${freezeId} ${asOf}`, at: asOf, kind: 'renewed', freezeId, until: endOfDay(measure.until) });
    if (measure.amountFen !== undefined && before.amountFen !== undefined && measure.amountFen < before.amountFen)
      events.push({ id: `reduced ${freezeId} ${asOf}`, at: asOf, kind: 'reduced', freezeId, capFen: measure.amountFen });
  }
  const last = sightings.at(-1);
  const gone = reports.find(({ asOf }) => last !== undefined && asOf > last.asOf);
  const hadEnded = gone !== undefined && last?.measure.until !== undefined && endOfDay(last.measure.until) <= gone.asOf;
  if (gone !== undefined && !hadEnded)
    events.push({ id: `gone ${freezeId} ${gone.asOf}`, at: gone.asOf, kind: 'released', freezeId });
  return events;
}

/** A term told by its last day ends when that day is over at the bank: 24:00 in Shanghai, which is 16:00 UTC. */
export function endOfDay(day: string): string {
  return `${day}T16:00:00.000Z`;
}
