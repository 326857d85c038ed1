import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf, sumFen } from '../money.js';
import { type LiftedFreeze, restoration } from './restoration.js';

const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString();
const lifted = (freezeId: string, onDay: number, cap: bigint | 'whole', caught = 0n): LiftedFreeze => ({
  ...{ freezeId, servedAt: day(onDay), cap: cap === 'whole' ? cap : fenOf(cap), caughtFen: fenOf(caught) },
});
const told = (room: bigint, ...freezes: LiftedFreeze[]) =>
  restoration(freezes, fenOf(room)).map(({ freezeId, cap }) => `${freezeId} ${cap}`);

describe('what comes back after a refused petition', () => {
  it('R7.2-6: each in its rank with what it held, whatever order they are named in', () => {
    expect(told(1000n, lifted('b', 2, 400n), lifted('a', 1, 600n))).toEqual(['a 600', 'b 400']);
    expect(told(1000n, lifted('b', 1, 400n), lifted('a', 1, 600n))).toEqual(['a 600', 'b 400']);
  });

  it('R7.2-6, R2.4-1: no more than is still to be enforced, the earliest first', () => {
    expect(told(700n, lifted('a', 1, 600n), lifted('b', 2, 400n), lifted('c', 3, 1n))).toEqual(['a 600', 'b 100']);
    expect(told(0n, lifted('a', 1, 600n))).toEqual([]);
    expect(restoration([lifted('a', 1, 600n)], -1n as never)).toEqual([]);
    expect(told(10n, lifted('a', 1, 0n), lifted('b', 2, 10n))).toEqual(['b 10']);
  });

  it('R2.3-2, R7.2-6: a whole account comes back whole', () => {
    expect(told(1000n, lifted('a', 1, 'whole', 700n), lifted('b', 2, 400n))).toEqual(['a whole', 'b 300']);
    expect(told(500n, lifted('a', 1, 'whole', 700n), lifted('b', 2, 'whole'))).toEqual(['a whole']);
  });

  it('R2.4-1, R7.2-6: never exceeds the room, and leaves none while a cap is cut', () => {
    const one = fc.record({ day: fc.nat(9), cap: fc.bigInt({ min: 0n, max: 1_000n }) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.bigInt({ min: 0n, max: 4_000n }), (all, room) => {
        const freezes = all.map(({ day: onDay, cap }, index) => lifted(`f${index}`, onDay, cap));
        const back = restoration(freezes, fenOf(room)).map(({ cap }) => fenOf(cap === 'whole' ? 0n : cap));
        const wanted = sumFen(all.map(({ cap }) => fenOf(cap)));
        return sumFen(back) === (wanted < room ? wanted : room);
      }),
    );
  });
});
