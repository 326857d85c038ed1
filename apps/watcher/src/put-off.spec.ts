import { describe, expect, it } from '@jest/globals';
import { asMachine, plusMs } from '#platform/clocks.js';
import { PutOff } from './put-off.js';

const start = asMachine(new Date('2026-01-01T00:00:00Z'));

describe('a watch that failed', () => {
  it('waits twice as long each time, at most five minutes, and is then tried again', () => {
    const putOff = new PutOff();
    expect(Array.from({ length: 11 }, () => putOff.again('w', start) / 1000)).toEqual([
      1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300,
    ]);
    expect(putOff.now(plusMs(start, 299_999))).toEqual(['w']);
    expect(putOff.now(plusMs(start, 300_000))).toEqual([]);
  });

  it('begins anew after a success', () => {
    const putOff = new PutOff();
    putOff.again('w', start);
    putOff.again('w', start);
    putOff.forget('w');
    expect(putOff.again('w', start)).toBe(1000);
  });
});
