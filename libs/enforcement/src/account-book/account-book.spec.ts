import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { accountBook } from './account-book.js';
import { allocate } from './allocation.js';
import { credit, day, event, FOREVER, served, shown, yuan } from './sample-events.js';

describe('caps on one account (R2.3)', () => {
  it('R2.3-4: a junior freeze is effective for what the senior caps leave and queued for the rest', () => {
    expect(shown([credit(1, '1000.00'), served(2, 'a', '600.00'), served(3, 'b', '700.00')])).toEqual([
      '1 a 60000/0',
      '2 b 40000/30000',
    ]);
  });

  it('R2.3-1: a later credit fills caps in order of rank', () => {
    const events = [served(2, 'a', '600.00'), served(3, 'b', '700.00'), credit(4, '650.00')];
    expect(shown(events)).toEqual(['1 a 60000/0', '2 b 5000/65000']);
    expect(shown([...events, credit(5, '1000.00')])).toEqual(['1 a 60000/0', '2 b 70000/0']);
  });

  it('R2.3-2: behind a whole-account freeze everybody is queued with all of it', () => {
    expect(shown([credit(1, '1000.00'), served(2, 'a', 'whole'), served(3, 'b', '1.00')])).toEqual([
      '1 a 100000/whole',
      '2 b 0/100',
    ]);
  });

  it('R2.3-2: a whole account without a reason, and a cap of nothing, are refused', () => {
    const book = accountBook([served(2, 'a', 'whole', { wholeBecause: '' }), served(3, 'b', '0.00')], FOREVER);
    expect(book.freezes).toEqual([]);
    expect(book.contradictions.map(({ rule }) => rule)).toEqual(['R2.3-2', 'R2.3']);
  });

  it('R2.3-6: a deduction lowers cap and money; the rest keeps rank and end, and the next court gets nothing by it', () => {
    const events = [
      credit(1, '1000.00'),
      served(2, 'a', '600.00'),
      served(3, 'b', '700.00'),
      event(4, { kind: 'deducted', freezeId: 'a', amountFen: yuan('200.00') }),
    ];
    expect(shown(events)).toEqual(['1 a 40000/0', '2 b 40000/30000']);
    expect(accountBook(events, FOREVER.replace('2099', '2098')).freezes[0]?.until).toBe(FOREVER);
  });

  it('R2.3-6: no more is deducted than is caught', () => {
    const book = accountBook(
      [
        credit(1, '100.00'),
        served(2, 'a', '600.00'),
        event(4, { kind: 'deducted', freezeId: 'a', amountFen: yuan('100.01') }),
        event(4, { kind: 'deducted', freezeId: 'a', amountFen: yuan('0.00') }),
      ],
      day(5),
    );
    expect(book.contradictions.map(({ rule }) => rule)).toEqual(['R2.3-6', 'R2.3-6']);
    expect(book.moneyFen).toBe(10_000n);
  });

  it('R2.3-5: takes a bank at its word about its money, and nothing goes below nothing', () => {
    const book = accountBook(
      [
        served(2, 'a', '600.00'),
        event(3, { kind: 'observed', moneyFen: yuan('50.00') }),
        event(4, { kind: 'debited', amountFen: yuan('50.01') }),
        event(4, { kind: 'observed', moneyFen: yuan('-0.01') }),
        event(4, { kind: 'credited', amountFen: yuan('0.00') }),
        event(5, { kind: 'debited', amountFen: yuan('20.00') }),
      ],
      day(6),
    );
    expect(book.freezes[0]?.effectiveFen).toBe(3000n);
    expect(book.contradictions.map(({ rule }) => rule)).toEqual(['R2.3-5', 'R2.3-5', 'R2.3-1']);
  });

  it('R2.3: negative money is no money', () => {
    expect(allocate(fenOf(-5), [fenOf(3), 'whole'])).toEqual([
      { effectiveFen: 0n, queuedFen: 3n },
      { effectiveFen: 0n, queuedFen: 'whole' },
    ]);
  });
});

describe('who moves up (R2.2)', () => {
  const three = () => [credit(1, '1000.00'), served(2, 'a', '900.00'), served(3, 'b', '500.00'), served(4, 'c', '500.00')];

  it('R2.2-3: a release lets the earliest waiting freeze take effect by itself, and names its court (R2.2-4)', () => {
    const book = accountBook([...three(), event(5, { kind: 'released', freezeId: 'a' })], day(6));
    expect(book.freezes.map(({ freezeId, effectiveFen }) => [freezeId, effectiveFen])).toEqual([
      ['b', 50_000n],
      ['c', 50_000n],
    ]);
    expect(book.promotions).toEqual([
      expect.objectContaining({
        freezeId: 'b',
        authority: 'court of b',
        caseNumber: 'case of b',
        fromRank: 2,
        toRank: 1,
        fromFen: 10_000n,
        toFen: 50_000n,
        cause: 'released',
        madeWay: 'a',
        at: day(5),
      }),
      expect.objectContaining({ freezeId: 'c', fromRank: 3, toRank: 2, fromFen: 0n, toFen: 50_000n }),
    ]);
    expect(book.ended.map(({ freezeId, ended }) => [freezeId, ended])).toEqual([['a', { by: 'released', at: day(5) }]]);
  });

  it('R2.3-7: a reduction keeps the rank of who reduces, and promotes by money alone', () => {
    const book = accountBook([...three(), event(5, { kind: 'reduced', freezeId: 'a', capFen: yuan('200.00') })], day(6));
    expect(book.freezes.map(({ freezeId, rank, effectiveFen }) => [freezeId, rank, effectiveFen])).toEqual([
      ['a', 1, 20_000n],
      ['b', 2, 50_000n],
      ['c', 3, 30_000n],
    ]);
    expect(book.promotions.map(({ freezeId, fromRank, toRank, cause }) => [freezeId, fromRank, toRank, cause])).toEqual([
      ['b', 2, 2, 'reduced'],
      ['c', 3, 3, 'reduced'],
    ]);
  });

  it('R2.3-7: release and freeze again goes behind everybody who waited', () => {
    const events = [...three(), event(5, { kind: 'released', freezeId: 'a' }), served(5, 'a2', '200.00')];
    expect(shown(events)).toEqual(['1 b 50000/0', '2 c 50000/0', '3 a2 0/20000']);
  });

  it('R2.3-7: a cap is never raised and never lowered to the same', () => {
    for (const cap of ['900.00', '900.01', '-0.01']) {
      const book = accountBook([...three(), event(5, { kind: 'reduced', freezeId: 'a', capFen: yuan(cap) })], day(6));
      expect(book.contradictions.map(({ rule }) => rule)).toEqual(['R2.3-7']);
    }
    const toNothing = accountBook([...three(), event(5, { kind: 'reduced', freezeId: 'a', capFen: yuan('0.00') })], day(6));
    expect(toNothing.ended[0]?.ended?.by).toBe('released');
  });

  it('R2.1-4: a term ends by itself at its minute, and the next court is promoted then', () => {
    const events = [credit(1, '1000.00'), served(2, 'a', '900.00', { until: day(10) }), served(3, 'b', '500.00')];
    const before = accountBook(events, '2026-03-10T01:59:59.999Z');
    expect(before.freezes.map(({ freezeId }) => freezeId)).toEqual(['a', 'b']);
    const after = accountBook(events, day(10));
    expect(after.freezes.map(({ freezeId, effectiveFen }) => [freezeId, effectiveFen])).toEqual([['b', 50_000n]]);
    expect(after.promotions).toEqual([expect.objectContaining({ freezeId: 'b', cause: 'expired', at: day(10), madeWay: 'a' })]);
  });

  it('R2.1-4: two terms that are over end each at its own time, also when nothing else happened', () => {
    const events = [served(2, 'a', '9.00', { until: day(12) }), served(3, 'b', '5.00', { until: day(10) })];
    expect(accountBook(events, day(20)).ended.map(({ freezeId, ended }) => [freezeId, ended?.at])).toEqual([
      ['a', day(12)],
      ['b', day(10)],
    ]);
  });

  it('R2.1-1: a renewal in time keeps the rank; R2.1-4: one that comes late renews nothing', () => {
    const base = [served(2, 'a', '9.00', { until: day(10) }), served(3, 'b', '5.00')];
    const inTime = accountBook([...base, event(9, { kind: 'renewed', freezeId: 'a', until: day(20) })], day(15));
    expect(inTime.freezes.map(({ freezeId, until }) => [freezeId, until])).toEqual([
      ['a', day(20)],
      ['b', FOREVER],
    ]);
    const late = accountBook([...base, event(10, { kind: 'renewed', freezeId: 'a', until: day(20) })], day(15));
    expect(late.freezes.map(({ freezeId }) => freezeId)).toEqual(['b']);
    expect(late.contradictions).toEqual([
      expect.objectContaining({ rule: 'R2.1-4', message: expect.stringContaining('new rank') }),
    ]);
    const shorter = accountBook([...base, event(9, { kind: 'renewed', freezeId: 'a', until: day(10) })], day(9));
    expect(shorter.contradictions.map(({ rule }) => rule)).toEqual(['R2.1-1']);
  });

  it('R2.2-1: ranks follow service, not the order in which we hear of it', () => {
    const events = [served(4, 'late news', '1.00'), served(2, 'first', '1.00')];
    expect(shown([...events, credit(1, '1.00')])).toEqual(['1 first 100/0', '2 late news 0/100']);
  });

  it('R2.2-1: a freeze is served once, and what is not in effect cannot change', () => {
    const book = accountBook(
      [served(2, 'a', '1.00'), served(3, 'a', '2.00'), event(4, { kind: 'released', freezeId: 'x' })],
      day(6),
    );
    expect(book.contradictions.map(({ rule }) => rule)).toEqual(['R2.2-1', 'R2.2-1']);
    expect(book.freezes.map(({ cap }) => cap)).toEqual([100n]);
  });

  it('R2.1-4: a term that ended before it began is refused', () => {
    expect(accountBook([served(5, 'a', '1.00', { until: day(5) })], day(9)).contradictions[0]?.rule).toBe('R2.1-4');
  });
});
