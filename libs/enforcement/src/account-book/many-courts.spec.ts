import { appendFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf } from '../money.js';
import { accountBook } from './account-book.js';
import { type AccountEvent } from './account-event.js';
import { type AccountBook } from './book-state.js';

/**
 * Random histories of many courts on one account, as a bank might live them: each step looks at the book so far, so that most of what it does is
 * possible, and now and then it is not. `test:law` runs this file long and prints the mix; in `npm test` it is short.
 */
const numRuns = Number(process.env['LAW_RUNS'] ?? 200);
const seed = process.env['LAW_SEED'] === undefined ? {} : { seed: Number(process.env['LAW_SEED']) };
const mix: Record<string, number> = {};
const count = (what: string) => (mix[what] = (mix[what] ?? 0) + 1);

const step = fc.record({
  act: fc.constantFrom(
    ...([
      'serve',
      'serve',
      'serve',
      'serve',
      'serve',
      'serve',
      'serve',
      'credit',
      'credit',
      'credit',
      'deduct',
      'deduct',
      'release',
      'reduce',
      'renew',
    ] as const),
    ...([
      'return',
      'return',
      'return',
      'debit',
      'observe',
      'take over',
      'reparent',
      'petition',
      'refuse petition',
      'restore',
      'restore',
    ] as const),
  ),
  pick: fc.nat({ max: 50 }),
  share: fc.nat({ max: 110 }),
  hours: fc.nat({ max: 30 }),
  days: fc.integer({ min: 1, max: 90 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const END = '2027-12-31T00:00:00.000Z';

function historyOf(steps: readonly Step[]): AccountEvent[] {
  const events: AccountEvent[] = [];
  let nowMs = START_MS;
  for (const [index, one] of steps.entries()) {
    nowMs += one.hours * HOUR_MS;
    const at = new Date(nowMs).toISOString();
    const event = eventOf(one, { id: `e${String(index).padStart(3, '0')}`, at }, accountBook(events, at));
    if (event !== undefined) events.push(event);
  }
  return events;
}

function eventOf(
  { act, pick, share, days }: Step,
  head: { id: string; at: string },
  book: AccountBook,
): AccountEvent | undefined {
  const until = new Date(Date.parse(head.at) + days * 24 * HOUR_MS).toISOString();
  const all = [...book.freezes, ...book.ended];
  const freeze = book.freezes[pick % Math.max(1, book.freezes.length)];
  const part = (of: bigint) => fenOf((of * BigInt(share)) / 100n);
  switch (act) {
    case 'serve': {
      const stage = (['preservation', 'enforcement', 'criminal', 'bankruptcy'] as const)[pick % 7] ?? 'enforcement';
      const held = { authority: `court ${pick % 6}`, caseNumber: `case ${head.id}`, freezeId: `f${head.id}`, stage, until };
      const cap = pick % 11 === 0 ? ({ cap: 'whole', wholeBecause: 'it is emptied daily' } as const) : { cap: fenOf(share * 10) };
      return { ...head, kind: 'served', freeze: { ...held, ...cap } };
    }
    case 'credit':
      return { ...head, kind: 'credited', amountFen: fenOf(share * 20) };
    case 'debit':
      return { ...head, kind: 'debited', amountFen: part(book.moneyFen) };
    case 'observe':
      return { ...head, kind: 'observed', moneyFen: fenOf(share * 10 - 20) };
    case 'petition':
      return book.freezes.length > 1 ? { ...head, kind: 'petition_accepted' } : undefined;
    case 'refuse petition':
      return book.petition === 'accepted' || pick % 9 === 0 ? { ...head, kind: 'petition_refused' } : undefined;
    case 'restore': {
      const freezeId = book.rankSnapshot[pick % Math.max(1, book.rankSnapshot.length)];
      return freezeId === undefined || book.petition === 'none' ? undefined : { ...head, kind: 'restored', freezeId, until };
    }
    case 'return': {
      const deducted = all.filter(({ deductedFen }) => deductedFen > 0n);
      const one = deducted[pick % Math.max(1, deducted.length)];
      return one === undefined
        ? undefined
        : { ...head, kind: 'returned', freezeId: one.freezeId, amountFen: part(one.deductedFen) };
    }
    case 'deduct':
    case 'release':
    case 'reduce':
    case 'renew':
    case 'take over':
    case 'reparent':
      break;
  }
  if (freeze === undefined) return undefined;
  const { freezeId } = freeze;
  switch (act) {
    case 'deduct':
      return { ...head, kind: 'deducted', freezeId, amountFen: part(freeze.effectiveFen) };
    case 'release':
      return { ...head, kind: 'released', freezeId };
    case 'reduce':
      return { ...head, kind: 'reduced', freezeId, capFen: part(freeze.cap === 'whole' ? 500n : freeze.cap) };
    case 'renew':
      return { ...head, kind: 'renewed', freezeId, until };
    case 'take over':
      return {
        ...head,
        kind: 'taken_over',
        freezeId,
        stage: 'enforcement',
        holder: { authority: `court ${pick % 6}`, caseNumber: 'x' },
      };
    case 'reparent':
      return { ...head, kind: 'reparented', freezeId, caseNumber: `执恢 ${head.id}` };
  }
}

/** Steps, and how their news reach us: in what order, which of them twice, and which one last of all. */
const lived = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 28, size: 'max' }),
  shuffle: fc.array(fc.nat({ max: 999 }), { minLength: 28, maxLength: 28 }),
  twice: fc.array(fc.nat({ max: 27 }), { maxLength: 6, size: 'max' }),
});

describe('many courts on one account', () => {
  afterAll(() => {
    const file = process.env['LAW_MIX'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ title: 'many courts on one account', numRuns, mix })}\n`);
  });

  it(
    'R2.3, R2.3-5: caps, money, ranks and replay hold over any history',
    () => {
      fc.assert(
        fc.property(lived, ({ steps, shuffle, twice }) => {
          const events = historyOf(steps);
          const books = events.map(({ at }, index) => accountBook(events.slice(0, index + 1), at));
          books.forEach(holdsCaps);
          books.forEach((book, index) => keepsRanks(books[index - 1], book, events[index]));
          const last = accountBook(events, END);
          holdsCaps(last);
          keepsMoney(events, last);
          const arrived = [...events, ...twice.flatMap((index) => events[index] ?? [])]
            .map((event, index) => ({ event, place: shuffle[index % shuffle.length] ?? 0 }))
            .sort((a, b) => a.place - b.place)
            .map(({ event }) => event);
          expect(accountBook(arrived, END)).toEqual(last);
          tally(events, last, arrived, twice.length);
        }),
        { numRuns, ...seed },
      );
    },
    Math.max(30_000, numRuns * 20),
  );
});

/** R2.3: Σ alloc ≤ B; cap = effective + queued; nobody gets anything while somebody before him still waits. */
function holdsCaps({ freezes, moneyFen }: AccountBook): void {
  let left = moneyFen as bigint;
  let waiting = false;
  for (const { cap, effectiveFen, queuedFen } of freezes) {
    left -= effectiveFen;
    if (waiting && effectiveFen > 0n) throw new Error('a junior freeze holds money a senior one waits for');
    if (cap === 'whole' ? queuedFen !== 'whole' : queuedFen === 'whole' || effectiveFen + queuedFen !== cap)
      throw new Error('cap is not effective + queued');
    waiting ||= queuedFen === 'whole' || queuedFen > 0n;
  }
  if (left < 0n) throw new Error('more is caught than there is');
  if (left > 0n && waiting) throw new Error('money is free while a freeze waits for it');
}

const MAY_LET_IN_BEFORE = new Set(['returned', 'restored']);
const MAY_BRING_MONEY = new Set(['credited', 'observed', 'returned', 'served']);

/** R2.3-7, R2.2-4: two freezes never change places; new ones come last; who gains by another's giving way is named. */
function keepsRanks(before: AccountBook | undefined, after: AccountBook, event: AccountEvent | undefined): void {
  const was = new Map((before?.freezes ?? []).map((one) => [one.freezeId, one]));
  const kept = after.freezes.filter(({ freezeId }) => was.has(freezeId));
  const sorted = [...kept].sort((a, b) => (was.get(a.freezeId)?.rank ?? 0) - (was.get(b.freezeId)?.rank ?? 0));
  if (kept.some((one, index) => one !== sorted[index])) throw new Error('two freezes changed places');
  const firstNew = after.freezes.findIndex(({ freezeId }) => !was.has(freezeId));
  if (firstNew !== -1 && firstNew < kept.length && !MAY_LET_IN_BEFORE.has(event?.kind ?? ''))
    throw new Error('a new freeze came in before an old one');
  const told = new Set(after.promotions.slice(before?.promotions.length ?? 0).map(({ freezeId }) => freezeId));
  for (const one of kept) {
    const old = was.get(one.freezeId);
    if (old === undefined) continue;
    const gained = one.rank < old.rank || one.effectiveFen > old.effectiveFen;
    if (gained && !told.has(one.freezeId) && !(one.rank === old.rank && MAY_BRING_MONEY.has(event?.kind ?? '')))
      throw new Error('a court moved up and nobody was told');
    if (one.servedAt !== old.servedAt) throw new Error('a freeze changed its time of service');
  }
}

/** R2.3-6: what came in is there, was let out, or was deducted and not sent back. */
function keepsMoney(events: readonly AccountEvent[], book: AccountBook): void {
  const refused = new Set(book.contradictions.map(({ eventId }) => eventId));
  let money = 0n;
  for (const event of events) {
    if (refused.has(event.id)) continue;
    if (event.kind === 'observed') money = event.moneyFen;
    else if (event.kind === 'credited' || event.kind === 'returned') money += event.amountFen;
    else if (event.kind === 'debited' || event.kind === 'deducted') money -= event.amountFen;
  }
  if (money !== book.moneyFen) throw new Error('money was made or lost');
  if (money < 0n) throw new Error('money below nothing');
  for (const one of [...book.freezes, ...book.ended]) {
    const own = events.filter((event) => 'freezeId' in event && event.freezeId === one.freezeId && !refused.has(event.id));
    const sum = (kind: string) =>
      own.reduce((total, event) => total + (event.kind === kind ? (event as { amountFen: bigint }).amountFen : 0n), 0n);
    if (one.deductedFen !== sum('deducted') - sum('returned')) throw new Error('a deduction is not in the book');
  }
}

function tally(events: readonly AccountEvent[], book: AccountBook, arrived: readonly AccountEvent[], repeated: number): void {
  const refused = new Set(book.contradictions.map(({ eventId }) => eventId));
  const done = events.filter(({ id }) => !refused.has(id));
  const has = (kind: AccountEvent['kind']) => done.some((event) => event.kind === kind);
  const courts = new Set(done.flatMap((event) => (event.kind === 'served' ? [event.freeze.authority] : [])));
  count('histories');
  if (courts.size >= 3) count('with three courts or more');
  if (has('credited') || has('observed')) count('with money that came in');
  if (has('released')) count('with a release');
  if (has('reduced')) count('with a cap reduced');
  if (has('renewed')) count('with a renewal');
  if (has('deducted')) count('with a deduction');
  if (has('returned')) count('with a deduction sent back');
  if (has('restored')) count('with ranks restored after a refused petition');
  if (has('taken_over')) count('with a freeze taken over');
  if (book.ended.some(({ ended }) => ended?.by === 'expired')) count('with a freeze that ended by itself');
  if (book.promotions.length > 0) count('with a promotion');
  if (done.some((event) => event.kind === 'served' && event.freeze.cap === 'whole')) count('with a whole-account freeze');
  if (arrived.some((event, index) => event.at < (arrived[index - 1]?.at ?? ''))) count('with news out of order or late');
  if (isLate(arrived)) count('with an answer late by a week of younger news');
  if (repeated > 0) count('with news twice');
  if (courts.size >= 3 && has('returned') && repeated > 0 && isLate(arrived))
    count('with three courts, a return, repeated and late news at once');
  if (refused.size > 0) count('with an impossible event');
}

/** Somebody's word comes after news that are a week younger. */
function isLate(arrived: readonly AccountEvent[]): boolean {
  let newest = 0;
  return arrived.some(({ at }) => {
    const ms = Date.parse(at);
    newest = Math.max(newest, ms);
    return newest - ms > 7 * 24 * HOUR_MS;
  });
}
