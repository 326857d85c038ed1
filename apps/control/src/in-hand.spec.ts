import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InHand } from './in-hand.js';

describe('what adapters have in hand', () => {
  let now = 0;
  const fresh = () => {
    now = 0;
    return new InHand(() => now);
  };
  const claim = (hand: InHand, requests: number) => {
    for (let count = 0; count < requests; count += 1) hand.claimed('banks');
  };
  /** A second goes by in which `answers` came, the quickest after `ms`, and `dispatched` are on their way at its end. */
  const second = (hand: InHand, { answers, ms, dispatched }: { answers: number; ms: number; dispatched: number }) => {
    for (let count = 0; count < answers; count += 1) hand.freed('banks', ms + count);
    now += 1_000;
    hand.looked(new Map([['banks', dispatched]]));
  };

  it('is full at four thousand, has room with what comes back, and is each group for itself', () => {
    const hand = fresh();
    claim(hand, 3_999);
    expect(hand.isFull('banks')).toBe(false);
    claim(hand, 1);
    expect([hand.isFull('banks'), hand.isFull('registries'), hand.isAnyFull()]).toEqual([true, false, true]);
    hand.freed('banks', undefined);
    expect(hand.isFull('banks')).toBe(false);
  });

  it('goes by what is counted: other replicas claim and record too', () => {
    const hand = fresh();
    second(hand, { answers: 0, ms: 0, dispatched: 7_000 });
    expect(hand.isFull('banks')).toBe(true);
    second(hand, { answers: 0, ms: 0, dispatched: 0 });
    expect(hand.isFull('banks')).toBe(false);
  });

  it('takes more as long as somebody answers at once, and less when even the quickest come late', () => {
    const hand = fresh();
    for (let round = 0; round < 10; round += 1) {
      claim(hand, 100_000);
      second(hand, { answers: 200, ms: 20, dispatched: 20_000 });
    }
    expect(hand.isFull('banks')).toBe(false);
    for (let round = 0; round < 10; round += 1) second(hand, { answers: 200, ms: 5_000, dispatched: 4_000 });
    expect(hand.isFull('banks')).toBe(true);
  });

  it('does not take slow institutions for much work', () => {
    const hand = fresh();
    for (let round = 0; round < 10; round += 1) {
      claim(hand, 100_000);
      for (let count = 0; count < 170; count += 1) hand.freed('banks', 9_000);
      second(hand, { answers: 30, ms: 20, dispatched: 20_000 });
    }
    expect(hand.isFull('banks')).toBe(false);
  });

  it('always has room for four thousand, whatever was heard', () => {
    const heard = fc.record({ answers: fc.nat(50), ms: fc.nat(20_000), dispatched: fc.nat(30_000) });
    fc.assert(
      fc.property(fc.array(heard, { maxLength: 30 }), (all) => {
        const hand = fresh();
        for (const one of all) {
          claim(hand, one.dispatched);
          second(hand, one);
        }
        second(hand, { answers: 0, ms: 0, dispatched: 3_999 });
        expect(hand.isFull('banks')).toBe(false);
      }),
    );
  });

  it('is counted every second while much is in hand, else seldom', () => {
    const hand = fresh();
    expect(hand.isDue()).toBe(true);
    second(hand, { answers: 0, ms: 0, dispatched: 0 });
    now += 4_999;
    expect(hand.isDue()).toBe(false);
    claim(hand, 3_000);
    expect(hand.isDue()).toBe(true);
  });
});
