import { describe, expect, it } from '@jest/globals';
import { answerDueOn, bars, objectionAfter } from './objection.js';

const weekdays = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

describe('a bank’s objection', () => {
  it('R1.3-3 is answered within 15 days, the first not counted', () => {
    expect(answerDueOn('2024-06-03', 15, weekdays)).toBe('2024-06-18');
  });

  it('R1.3-3 is answered on the next working day where the fifteenth is a day off', () => {
    expect(answerDueOn('2024-05-31', 15, weekdays)).toBe('2024-06-17');
    const holiday = (day: string) => weekdays(day) && (day < '2024-10-01' || day > '2024-10-07');
    expect(answerDueOn('2024-09-16', 15, holiday)).toBe('2024-10-08');
    expect(() => answerDueOn('2024-09-16', 15, () => false)).toThrow(RangeError);
  });

  it('R1.3-3 waits for a working day two months at most, and looks at every day of them', () => {
    const only = (day: string) => (other: string) => other === day;
    expect(answerDueOn('2024-01-01', 15, only('2024-03-15'))).toBe('2024-03-15');
    expect(() => answerDueOn('2024-01-01', 15, only('2024-03-16'))).toThrow(RangeError);
  });

  it('R1.3-4 bars measures while it is examined, and for good once it is upheld', () => {
    expect((['open', 'upheld', 'withdrawn', 'rejected'] as const).filter(bars)).toEqual(['open', 'upheld']);
  });

  it('R1.3-3 is decided once', () => {
    expect(objectionAfter('open', 'withdraw')).toBe('withdrawn');
    expect(objectionAfter('open', 'uphold')).toBe('upheld');
    expect(objectionAfter('open', 'reject')).toBe('rejected');
    expect(objectionAfter('withdrawn', 'uphold')).toBeUndefined();
  });
});
