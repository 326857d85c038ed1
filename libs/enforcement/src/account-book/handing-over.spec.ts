import { describe, expect, it } from '@jest/globals';
import { accountBook } from './account-book.js';
import { credit, day, event, FOREVER, served, yuan } from './sample-events.js';

const handedOver = (onDay: number, until?: string) =>
  event(onDay, {
    kind: 'taken_over',
    freezeId: 'a',
    stage: 'enforcement',
    holder: { authority: 'the secured creditor’s court', caseNumber: '（2026）桂0102执9号' },
    ...(until === undefined ? {} : { until }),
  });

describe('a freeze handed over to another court', () => {
  it('R2.2-6, R2.2-7: keeps rank, cap and what it caught; only its holder is another', () => {
    const { freezes } = accountBook([credit(1, '10.00'), served(2, 'a', '6.00'), served(3, 'b', '9.00'), handedOver(4)], day(5));
    expect(freezes.map(({ freezeId, rank, authority, effectiveFen }) => [freezeId, rank, authority, effectiveFen])).toEqual([
      ['a', 1, 'the secured creditor’s court', 600n],
      ['b', 2, 'court of b', 400n],
    ]);
  });

  it('R2.1-8: renewed before it is handed over it lasts; handed over when its term is over there is nothing to hand over', () => {
    const first = served(2, 'a', '6.00', { until: day(10) });
    const renewed = event(9, { kind: 'renewed', freezeId: 'a', until: day(30) });
    expect(accountBook([first, renewed, handedOver(11)], day(20)).freezes.map(({ until }) => until)).toEqual([day(30)]);
    const late = accountBook([first, handedOver(11)], day(20));
    expect([late.freezes, late.contradictions.map(({ rule }) => rule)]).toEqual([[], ['R2.2-1']]);
  });
});

describe('what a served freeze says', () => {
  it('R1.7-5: it names an amount, and the whole account only with a reason', () => {
    const because = (wholeBecause: string) =>
      accountBook([credit(1, '5.00'), served(2, 'a', 'whole', { wholeBecause })], day(5)).freezes.length;
    expect([because('the debtor empties it daily'), because('')]).toEqual([1, 0]);
  });

  it('R1.8-4: the term is the one the receipt tells, to the minute; where it tells none, nothing ends by itself', () => {
    const events = [served(2, 'a', '1.00', { until: '2026-03-10T07:30:00.000Z' })];
    expect(accountBook(events, '2026-03-10T07:29:59.999Z').freezes).toHaveLength(1);
    expect(accountBook(events, '2026-03-10T07:30:00.000Z').freezes).toHaveLength(0);
    const held = { freezeId: 'b', authority: 'court of b', caseNumber: 'case of b', stage: 'enforcement' } as const;
    const open = event(2, { kind: 'served', freeze: { ...held, cap: yuan('1.00') } });
    expect(accountBook([open], FOREVER).freezes).toHaveLength(1);
  });
});
