import { expect, it } from '@jest/globals';
import { Rounds } from './rounds.js';

const round = (after: string, taken: number, isFull = false) => ({ after, taken, isFull });

it('go on at once until the last institution, and rest when nobody on the way had anything to send', () => {
  const rounds = new Rounds();
  expect(rounds.done(round('b125', 0))).toBe(0);
  expect(rounds.after).toBe('b125');
  expect(rounds.done(round('b250', 0))).toBe(0);
  expect(rounds.done(round('', 0))).toBe(500);
  expect(rounds.after).toBe('');
  expect(rounds.done(round('b125', 0))).toBe(0);
  expect(rounds.done(round('', 0))).toBe(500);
});

it('come again soon when somebody had, or when somebody only waits for room', () => {
  const rounds = new Rounds();
  rounds.done(round('b125', 3));
  expect(rounds.done(round('', 0))).toBe(200);
  expect(rounds.done(round('', 0))).toBe(500);
  expect(rounds.done(round('', 0, true))).toBe(50);
  expect(rounds.done(round('', 7))).toBe(200);
  expect(rounds.done(round('', 2_000, true))).toBe(0);
});
