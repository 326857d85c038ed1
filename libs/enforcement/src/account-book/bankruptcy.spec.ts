import { describe, expect, it } from '@jest/globals';
import { accountBook } from './account-book.js';
import { type AccountEvent } from './account-event.js';
import { credit, day, event, FOREVER, served } from './sample-events.js';

describe('a bankruptcy petition (R7.2-6)', () => {
  const base = () => [
    credit(1, '10.00'),
    served(2, 'a', '9.00'),
    served(3, 'b', '5.00', { until: day(12) }),
    event(4, { kind: 'petition_accepted' }),
  ];

  it('R7.2-6: lifts every freeze and keeps a snapshot of the ranks', () => {
    const book = accountBook(base(), day(5));
    expect([book.freezes, book.rankSnapshot, book.petition]).toEqual([[], ['a', 'b'], 'accepted']);
    expect(book.ended.map(({ ended }) => ended?.by)).toEqual(['lifted', 'lifted']);
  });

  it('R7.2-6: while it is accepted only its own court freezes', () => {
    const book = accountBook([...base(), served(5, 'c', '1.00'), served(5, 'd', '1.00', { stage: 'bankruptcy' })], day(6));
    expect(book.freezes.map(({ freezeId }) => freezeId)).toEqual(['d']);
    expect(book.contradictions.map(({ rule }) => rule)).toEqual(['R7.2-6']);
  });

  it('R7.2-6: when it is refused, freezes come back in their original rank, in whatever order their courts come, before who came later', () => {
    const book = accountBook(
      [
        ...base(),
        event(6, { kind: 'petition_refused' }),
        served(7, 'new', '2.00'),
        event(20, { kind: 'restored', freezeId: 'b', until: FOREVER }),
        event(21, { kind: 'restored', freezeId: 'a', until: FOREVER }),
      ],
      day(22),
    );
    expect(book.contradictions).toEqual([]);
    expect(book.freezes.map(({ freezeId, effectiveFen }) => [freezeId, effectiveFen])).toEqual([
      ['a', 900n],
      ['b', 100n],
      ['new', 0n],
    ]);
  });

  it('R7.2-6: nothing comes back before the refusal, nothing that was not lifted, nothing without an end to come', () => {
    const refused = (events: readonly AccountEvent[]) => accountBook(events, day(25)).contradictions.map(({ rule }) => rule);
    const restore = (onDay: number, freezeId: string, until = FOREVER) => event(onDay, { kind: 'restored', freezeId, until });
    expect(refused([...base(), restore(5, 'a')])).toEqual(['R7.2-6']);
    expect(refused([...base(), event(6, { kind: 'petition_refused' }), restore(7, 'x')])).toEqual(['R7.2-6']);
    expect(refused([...base(), event(6, { kind: 'petition_refused' }), restore(7, 'a', day(7))])).toEqual(['R2.1-4']);
    expect(refused([...base(), event(5, { kind: 'petition_accepted' })])).toEqual(['R7.2-6']);
    expect(refused([event(5, { kind: 'petition_refused' })])).toEqual(['R7.2-6']);
    const released = [served(1, 'z', '1.00'), event(2, { kind: 'released', freezeId: 'z' }), ...base()];
    expect(refused([...released, event(6, { kind: 'petition_refused' }), restore(7, 'z')])).toEqual(['R7.2-6']);
  });
});
