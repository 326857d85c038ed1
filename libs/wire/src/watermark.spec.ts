import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Watermark } from './watermark.js';

const ascending = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 })
  .map((steps) => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], []));

describe('Watermark', () => {
  it('stands at the lowest message not settled, in whatever order the others are, over gaps too', () => {
    fc.assert(
      fc.property(ascending, fc.infiniteStream(fc.nat()), (offsets, choices) => {
        const watermark = new Watermark();
        for (const offset of offsets) watermark.take(offset);
        const open = [...offsets];
        while (open.length > 0) {
          expect(watermark.position()).toBe(open[0]);
          expect(watermark.span()).toBe(offsets.length - offsets.indexOf(open[0] ?? -1));
          const [chosen] = open.splice((choices.next().value as number) % open.length, 1);
          watermark.settle(chosen ?? -1);
        }
        expect(watermark.position()).toBe((offsets.at(-1) ?? 0) + 1);
        expect(watermark.span()).toBe(0);
      }),
    );
  });

  it('takes no message twice', () => {
    const watermark = new Watermark();
    expect([5, 6, 5, 6, 4, 7].map((offset) => watermark.take(offset))).toEqual([true, true, false, false, false, true]);
  });

  it('knows no position before the first message', () => {
    expect(new Watermark().position()).toBeUndefined();
  });

  it('keeps its place over many thousand messages', () => {
    const watermark = new Watermark();
    for (let offset = 0; offset < 10_000; offset += 1) watermark.take(offset);
    for (let offset = 1; offset < 10_000; offset += 1) watermark.settle(offset);
    expect(watermark.position()).toBe(0);
    watermark.settle(0);
    expect(watermark.position()).toBe(10_000);
    watermark.take(10_000);
    expect(watermark.position()).toBe(10_000);
  });
});
