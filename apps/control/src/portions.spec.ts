import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { portionsOf } from './portions.js';

const items = (most: number) => fc.array(fc.record({ id: fc.nat(), text: fc.string({ maxLength: most }) }), { maxLength: 300 });
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('portions', () => {
  it('keep every item once and in order, none larger than it may be', () => {
    fc.assert(
      fc.property(items(20), fc.integer({ min: 1, max: 500 }), (all, most) => {
        const portions = portionsOf(all, most, bytesOf);
        expect(portions.flat()).toEqual(all);
        for (const portion of portions) {
          expect(portion.length).toBeGreaterThan(0);
          expect(portion.length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('of heavy items are such as a broker takes', () => {
    const heavy = Array.from({ length: 250 }, (_, id) => ({ id, text: '裁定书'.repeat(900) }));
    const portions = portionsOf(heavy, 250, bytesOf);
    expect(portions.flat()).toEqual(heavy);
    for (const portion of portions) expect(bytesOf(portion)).toBeLessThan(500_000);
  });

  it('of light items are as large as agreed', () => {
    const light = Array.from({ length: 500 }, (_, id) => ({ id, text: 'x'.repeat(900) }));
    expect(portionsOf(light, 250, bytesOf).map((portion) => portion.length)).toEqual([250, 250]);
  });
});
