import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocation.js';

const fen = fc.bigInt({ min: 0n, max: 10n ** 13n });
const sum = (parts: readonly bigint[]) => parts.reduce((a, b) => a + b, 0n);

describe('allocation of caught money (R2.3)', () => {
  it('gives each freeze min(cap, what the earlier ones left)', () => {
    fc.assert(
      fc.property(fen, fc.array(fen, { maxLength: 12 }), (balance, caps) => {
        const caught = allocate(balance, caps);
        caps.forEach((cap, i) => {
          const left = balance - sum(caught.slice(0, i));
          expect(caught[i]).toBe(cap < left ? cap : left);
        });
        const wanted = sum(caps);
        expect(sum(caught)).toBe(wanted < balance ? wanted : balance);
      }),
    );
  });

  it('lets a later credit only add, in order of service (R2.3-1)', () => {
    fc.assert(
      fc.property(fen, fen, fc.array(fen, { maxLength: 8 }), (balance, credit, caps) => {
        const before = allocate(balance, caps);
        const after = allocate(balance + credit, caps);
        before.forEach((caught, i) => expect(after[i]! >= caught).toBe(true));
        const gained = after.findIndex((caught, i) => caught > before[i]!);
        if (gained > 0) expect(after.slice(0, gained)).toEqual(caps.slice(0, gained));
      }),
    );
  });
});
