import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Breaker } from './breaker.js';

const limits = {
  errorThresholdPercentage: 50,
  volumeThreshold: 8,
  windowMs: 10_000,
  resetTimeoutMs: 1_000,
  longestTrialMs: 5_000,
};

function breaker() {
  const states: string[] = [];
  const made: Breaker = new Breaker(limits, () => states.push(made.state));
  return { made, states };
}

const times = (count: number, work: () => void) => {
  for (let done = 0; done < count; done += 1) work();
};

describe('breaker', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('opens when more than the share failed, and not before there were enough calls', () => {
    const { made } = breaker();
    times(7, () => made.admits() && made.fail());
    expect(made.state).toBe('closed');
    expect(made.admits()).toBe(true);
    made.fail();
    expect(made.state).toBe('open');
    expect(made.admits()).toBe(false);
  });

  it('stays closed while half of them are answered, and forgets what was before the window', () => {
    const { made } = breaker();
    times(20, () => {
      times(2, () => expect(made.admits()).toBe(true));
      made.succeed();
      made.fail();
    });
    expect(made.state).toBe('closed');
    jest.advanceTimersByTime(limits.windowMs);
    times(7, () => made.admits() && made.fail());
    expect(made.state).toBe('closed');
  });

  it('lets one trial through at a time; its end decides, and one that never ends only costs time', () => {
    const { made, states } = breaker();
    made.open();
    jest.advanceTimersByTime(limits.resetTimeoutMs);
    expect([made.admits(), made.admits()]).toEqual([true, false]);
    made.fail();
    expect(made.admits()).toBe(false);
    jest.advanceTimersByTime(limits.resetTimeoutMs);
    expect([made.admits(), made.admits()]).toEqual([true, false]);
    jest.advanceTimersByTime(limits.longestTrialMs);
    expect([made.admits(), made.admits()]).toEqual([true, false]);
    made.succeed();
    expect([made.admits(), made.admits()]).toEqual([true, true]);
    expect(states).toEqual(['open', 'half_open', 'open', 'half_open', 'closed']);
  });

  it('asks again sooner or later whatever happens, and never calls while open', () => {
    const step = fc.constantFrom('call', 'answer', 'silence', 'open', 'wait');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { made } = breaker();
        for (const one of steps) {
          if (one === 'call') expect(made.admits() && made.state === 'open').toBe(false);
          if (one === 'answer') made.succeed();
          if (one === 'silence') made.fail();
          if (one === 'open') made.open();
          if (one === 'wait') jest.advanceTimersByTime(400);
        }
        jest.advanceTimersByTime(limits.resetTimeoutMs + limits.longestTrialMs);
        expect(made.admits()).toBe(true);
        made.succeed();
        expect(made.state).toBe('closed');
        made.shutdown();
        expect(jest.getTimerCount()).toBe(0);
      }),
    );
  });
});
