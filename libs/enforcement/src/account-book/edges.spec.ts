import { describe, expect, it } from '@jest/globals';
import { accountBook } from './account-book.js';
import { type AccountEvent } from './account-event.js';
import { credit, day, event, FOREVER, served, shown, yuan } from './sample-events.js';

describe('the edges of the book', () => {
  it('R2.2-1: of two served at the same instant the one registered first comes first, however we hear of them', () => {
    const [first, second] = [served(2, 'first', '1.00'), served(2, 'second', '1.00')];
    expect(shown([second, first])).toEqual(['1 first 0/100', '2 second 0/100']);
    expect(shown([first, second])).toEqual(['1 first 0/100', '2 second 0/100']);
  });

  it('R2.3-5: at a moment counts what happened up to it, that moment included', () => {
    const events = [credit(1, '1.00'), credit(3, '2.00')];
    expect([day(1), day(2), day(3)].map((at) => accountBook(events, at).moneyFen)).toEqual([100n, 100n, 300n]);
  });

  it('R2.2-4: terms over one after the other promote at their own times', () => {
    const book = accountBook(
      [
        credit(1, '1.00'),
        served(2, 'a', '1.00', { until: day(12) }),
        served(3, 'b', '1.00', { until: day(10) }),
        served(4, 'c', '1.00'),
      ],
      day(20),
    );
    expect(book.promotions.map(({ freezeId, at, fromRank, toRank }) => [freezeId, at, fromRank, toRank])).toEqual([
      ['c', day(10), 3, 2],
      ['c', day(12), 2, 1],
    ]);
  });

  it('R2.2-4: money that comes in promotes nobody; nor does a rank that gets worse', () => {
    const events = [
      served(2, 'a', '9.00'),
      credit(3, '9.50'),
      served(4, 'b', '1.00'),
      event(5, { kind: 'observed', moneyFen: yuan('9.80') }),
      event(6, { kind: 'deducted', freezeId: 'a', amountFen: yuan('1.00') }),
      event(7, { kind: 'returned', freezeId: 'a', amountFen: yuan('1.00') }),
    ];
    expect(accountBook(events, day(9)).promotions).toEqual([]);
    const restored = [
      ...events,
      event(10, { kind: 'petition_accepted' }),
      event(11, { kind: 'petition_refused' }),
      served(12, 'new', '1.00'),
      event(13, { kind: 'restored', freezeId: 'a', until: FOREVER }),
    ];
    expect(accountBook(restored, day(14)).promotions).toEqual([]);
  });

  it('R2.3: the smallest amounts count', () => {
    const fen = '0.01';
    const events = [
      credit(1, fen),
      served(2, 'a', fen),
      event(3, { kind: 'deducted', freezeId: 'a', amountFen: yuan(fen) }),
      event(4, { kind: 'returned', freezeId: 'a', amountFen: yuan(fen) }),
    ];
    expect(accountBook(events, day(9))).toMatchObject({ moneyFen: 1n, contradictions: [], freezes: [{ effectiveFen: 1n }] });
    const emptied = accountBook([...events, event(5, { kind: 'debited', amountFen: yuan(fen) })], day(9));
    expect(emptied).toMatchObject({ moneyFen: 0n, contradictions: [] });
    expect(accountBook([event(1, { kind: 'observed', moneyFen: yuan('0.00') })], day(9)).contradictions).toEqual([]);
  });

  it('R2.3-5, R1.9-5: nothing is no debit and no return', () => {
    const nothing = yuan('0.00');
    const events = [
      credit(1, '2.00'),
      served(2, 'a', '2.00'),
      event(3, { kind: 'deducted', freezeId: 'a', amountFen: yuan('1.00') }),
      event(4, { kind: 'debited', amountFen: nothing }),
      event(4, { kind: 'returned', freezeId: 'a', amountFen: nothing }),
      event(4, { kind: 'returned', freezeId: 'unknown', amountFen: yuan('0.01') }),
    ];
    expect(accountBook(events, day(9)).contradictions.map(({ rule }) => rule)).toEqual(['R2.3-5', 'R1.9-5', 'R1.9-5']);
  });

  it('R2.3-2: a whole account without any reason given is refused', () => {
    const { wholeBecause: none, ...freeze } = (served(2, 'a', 'whole') as Extract<AccountEvent, { kind: 'served' }>).freeze;
    expect(none).toBeDefined();
    expect(accountBook([event(2, { kind: 'served', freeze })], day(9)).contradictions.map(({ rule }) => rule)).toEqual([
      'R2.3-2',
    ]);
  });
});
