import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf } from '../money.js';
import { allocate, type Cap } from './allocation.js';

const shares = (money: bigint, ...caps: (bigint | 'whole')[]) =>
  allocate(
    fenOf(money),
    caps.map((cap): Cap => (cap === 'whole' ? cap : fenOf(cap))),
  ).map(({ effectiveFen, queuedFen }) => `${effectiveFen}/${queuedFen}`);

describe('what each rank catches', () => {
  it('R1.8-6, R1.8-7: what is held now and what waits are two amounts, together the cap', () => {
    expect(shares(100n, 60n, 70n, 5n)).toEqual(['60/0', '40/30', '0/5']);
    const caps = fc.array(fc.bigInt({ min: 1n, max: 1000n }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 3000n }), caps, (money, all) => {
        allocate(fenOf(money), all.map(fenOf)).forEach(({ effectiveFen, queuedFen }, index) => {
          expect(effectiveFen + (queuedFen as bigint)).toBe(all[index]);
        });
      }),
    );
  });

  it('R1.8-7: money that comes later fills what waits, first rank first', () => {
    expect(shares(0n, 60n, 70n)).toEqual(['0/60', '0/70']);
    expect(shares(61n, 60n, 70n)).toEqual(['60/0', '1/69']);
  });

  it('R2.3-3: who is queued is read from the figures alone', () => {
    expect(shares(100n, 'whole', 1n)).toEqual(['100/whole', '0/1']);
    expect(shares(0n, 100n)).toEqual(['0/100']);
  });
});
