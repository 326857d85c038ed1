import { describe, expect, it } from '@jest/globals';
import { type Loaded, OneLoad } from './one-load.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Calls that come back when told to. */
function calls() {
  const open: ((value: string) => void)[] = [];
  const failing: ((thrown: Error) => void)[] = [];
  const told: Loaded<string>[] = [];
  const signals: AbortSignal[] = [];
  const load = new OneLoad<string>(
    (signal) =>
      new Promise((resolve, reject) => {
        signals.push(signal);
        open.push(resolve);
        failing.push(reject);
      }),
    (loaded) => told.push(loaded),
  );
  return { load, open, failing, told, signals };
}

describe('loading one thing', () => {
  it('shows the first answer however often it is wanted meanwhile, and looks once more', async () => {
    const { load, open, told } = calls();
    load.want();
    for (let event = 0; event < 5; event += 1) load.want();
    expect(open).toHaveLength(1);
    open[0]?.('first');
    await turn();
    expect(told).toEqual([{ value: 'first' }]);
    expect(open).toHaveLength(2);
    open[1]?.('second');
    await turn();
    expect(told.at(-1)).toEqual({ value: 'second' });
    expect(open).toHaveLength(2);
    load.want();
    expect(open).toHaveLength(3);
  });

  it('tells what was thrown, and goes on when wanted', async () => {
    const { load, open, failing, told } = calls();
    load.want();
    failing[0]?.(new Error('away'));
    await turn();
    expect(told).toEqual([{ thrown: expect.objectContaining({ message: 'away' }) }]);
    load.want();
    expect(open).toHaveLength(2);
  });

  it('tells nothing once it has ended, and breaks the call off', async () => {
    const { load, open, told, signals } = calls();
    load.want();
    load.want();
    load.end();
    expect(signals[0]?.aborted).toBe(true);
    open[0]?.('late');
    await turn();
    expect(told).toEqual([]);
    expect(open).toHaveLength(1);
  });
});
