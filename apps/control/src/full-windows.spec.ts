import { describe, expect, it } from '@jest/globals';
import { FullWindows } from './full-windows.js';

describe('full windows', () => {
  let now = 0;
  const at = (ms: number) => {
    now = ms;
  };
  const fresh = () => new FullWindows(() => now);
  const look = (taken: number, free: number, window = 600) => [{ institution: 'icbc', window, free, taken }];

  it('leave alone nobody who has room', () => {
    at(0);
    const windows = fresh();
    windows.looked(look(10, 600));
    expect([...windows.names()]).toEqual([]);
    windows.looked(look(0, 0));
    expect([...windows.names()]).toEqual([]);
  });

  it('leave alone no narrow one', () => {
    at(0);
    const windows = fresh();
    windows.looked(look(64, 64, 64));
    at(50);
    windows.looked(look(2, 2, 64));
    expect([...windows.names()]).toEqual([]);
  });

  it('leave a full one alone until a sixth of it should be free', () => {
    at(0);
    const windows = fresh();
    windows.looked(look(600, 600));
    expect([...windows.names()]).toEqual([]);
    at(50);
    windows.looked(look(50, 50));
    at(149);
    expect([...windows.names()]).toEqual(['icbc']);
    at(151);
    expect([...windows.names()]).toEqual([]);
    // faster by now: the next pause is shorter
    windows.looked(look(200, 200));
    at(151 + 49);
    expect([...windows.names()]).toEqual(['icbc']);
    at(151 + 51);
    expect([...windows.names()]).toEqual([]);
    // most of it was empty: that pause was too long
    windows.looked(look(400, 400));
    expect([...windows.names()]).toEqual([]);
  });

  it('never for longer than a quarter of a second, and no longer once there is room', () => {
    at(0);
    const windows = fresh();
    windows.looked(look(600, 600));
    at(100);
    windows.looked(look(1, 1));
    at(349);
    expect([...windows.names()]).toEqual(['icbc']);
    at(351);
    expect([...windows.names()]).toEqual([]);
    windows.looked(look(0, 0));
    at(600);
    expect([...windows.names()]).toEqual(['icbc']);
    at(602);
    windows.looked(look(3, 500));
    expect([...windows.names()]).toEqual([]);
  });
});
