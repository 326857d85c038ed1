import { describe, expect, it } from '@jest/globals';
import { accountBook } from './account-book.js';
import { credit, day, event, served, shown, yuan } from './sample-events.js';

describe('one freeze through files and hands', () => {
  it('R2.1-7: 财保 → 执 → 执恢 changes the file and nothing else', () => {
    const base = [credit(1, '10.00'), served(2, 'a', '9.00'), served(3, 'b', '5.00')];
    const moved = accountBook(
      [...base, event(4, { kind: 'reparented', freezeId: 'a', caseNumber: '（2026）桂1381执恢5号' })],
      day(6),
    );
    const before = accountBook(base, day(6)).freezes;
    expect(moved.freezes).toEqual([{ ...before[0], caseNumber: '（2026）桂1381执恢5号' }, before[1]]);
    expect(moved.promotions).toEqual([]);
  });

  it('R2.1-9, R7.2-12: the court that goes on with an investigators’ freeze keeps their rank and may deduct', () => {
    const base = [credit(1, '10.00'), served(2, 'police', '9.00', { stage: 'criminal' }), served(3, 'b', '5.00')];
    const early = event(4, { kind: 'deducted', freezeId: 'police', amountFen: yuan('1.00') });
    expect(accountBook([...base, early], day(9)).contradictions[0]?.rule).toBe('R7.2-12');
    const events = [
      ...base,
      event(5, {
        kind: 'taken_over',
        freezeId: 'police',
        holder: { authority: '合山市人民法院', caseNumber: '（2026）桂1381执9号' },
        stage: 'enforcement',
        until: day(25),
      }),
      event(6, { kind: 'deducted', freezeId: 'police', amountFen: yuan('1.00') }),
    ];
    const book = accountBook(events, day(9));
    expect(book.contradictions).toEqual([]);
    expect(book.freezes[0]).toMatchObject({
      freezeId: 'police',
      rank: 1,
      authority: '合山市人民法院',
      until: day(25),
      deductedFen: 100n,
    });
  });

  it('R2.1-7: nobody takes a freeze over from itself', () => {
    const again = event(4, {
      kind: 'taken_over',
      freezeId: 'a',
      stage: 'enforcement',
      holder: { authority: 'court of a', caseNumber: 'x' },
    });
    expect(accountBook([served(2, 'a', '9.00'), again], day(9)).contradictions[0]?.rule).toBe('R2.1-7');
  });

  it('R1.9-5: a deduction sent back leaves the freeze as it was, rank and all', () => {
    const events = [
      credit(1, '10.00'),
      served(2, 'a', '9.00'),
      served(3, 'b', '5.00'),
      event(4, { kind: 'deducted', freezeId: 'a', amountFen: yuan('9.00') }),
    ];
    expect(shown(events)).toEqual(['1 b 100/400']);
    const back = event(5, { kind: 'returned', freezeId: 'a', amountFen: yuan('9.00') });
    expect(shown([...events, back])).toEqual(['1 a 900/0', '2 b 100/400']);
    const twice = accountBook([...events, back, event(6, { kind: 'returned', freezeId: 'a', amountFen: yuan('0.01') })], day(9));
    expect(twice.contradictions.map(({ rule }) => rule)).toEqual(['R1.9-5']);
    expect(twice.moneyFen).toBe(1000n);
  });

  it('R1.9-5: money that comes back to a released freeze is free', () => {
    const events = [
      credit(1, '10.00'),
      served(2, 'a', '9.00'),
      event(4, { kind: 'deducted', freezeId: 'a', amountFen: yuan('4.00') }),
      event(5, { kind: 'released', freezeId: 'a' }),
      event(6, { kind: 'returned', freezeId: 'a', amountFen: yuan('4.00') }),
    ];
    const book = accountBook(events, day(9));
    expect([book.freezes, book.moneyFen]).toEqual([[], 1000n]);
  });
});
