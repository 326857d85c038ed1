import { appendFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf, sumFen } from '../money.js';
import { budgetCuts, type BudgetedFreeze, type Cut } from './budget-cuts.js';
import { type BudgetMoment, excessAt, excessRecords } from './excess-record.js';

/**
 * One case with freezes at several banks, a debt that grows and is paid, money that comes at any time, freezes that end by themselves, deductions that
 * are sent back, and releases that take their time. After every step the budget is asked; what it cuts is carried out later, in any order. `test:law` runs this file long.
 */
const numRuns = Number(process.env['LAW_RUNS'] ?? 200);
const seed = process.env['LAW_SEED'] === undefined ? {} : { seed: Number(process.env['LAW_SEED']) };
const mix: Record<string, number> = {};
const count = (what: string) => (mix[what] = (mix[what] ?? 0) + 1);

const step = fc.record({
  act: fc.constantFrom(
    ...(['credit', 'credit', 'credit', 'interest', 'payment', 'release answered', 'release answered'] as const),
    ...(['deduct', 'deduct', 'return', 'expire'] as const),
  ),
  pick: fc.nat({ max: 20 }),
  amount: fc.nat({ max: 600 }),
});
const lived = fc.record({
  target: fc.nat({ max: 1500 }),
  fanOut: fc.boolean(),
  banks: fc.array(fc.record({ partialRelease: fc.boolean(), hasJuniors: fc.boolean(), harm: fc.nat({ max: 3 }) }), {
    minLength: 1,
    maxLength: 5,
    size: 'max',
  }),
  steps: fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }),
});

interface World {
  target: bigint;
  freezes: BudgetedFreeze[];
  underWay: Cut[];
  deducted: { freezeId: string; amountFen: bigint }[];
  /** What really happened in this history, for the mix. */
  seen: Set<string>;
}

function act(world: World, { act: what, pick, amount }: { act: string; pick: number; amount: number }): void {
  const index = pick % world.freezes.length;
  const change = (by: (one: BudgetedFreeze) => Partial<BudgetedFreeze>) => {
    world.freezes = world.freezes.map((one, at) => (at === index ? { ...one, ...by(one) } : one));
  };
  const min = (a: bigint, b: bigint) => fenOf(a < b ? a : b);
  if (what === 'credit') change(({ capFen, caughtFen }) => ({ caughtFen: min(capFen, caughtFen + BigInt(amount)) }));
  if (what === 'interest') world.target += BigInt(amount % 20);
  if (what === 'payment') world.target -= min(world.target, BigInt(amount));
  if (what === 'deduct') {
    const gone = min(min(world.freezes[index]?.caughtFen ?? 0n, BigInt(amount)), world.target);
    const freezeId = world.freezes[index]?.freezeId ?? '';
    if (gone > 0n && !world.underWay.some((cut) => cut.freezeId === freezeId)) {
      world.target -= gone;
      change(({ capFen, caughtFen }) => ({ capFen: fenOf(capFen - gone), caughtFen: fenOf(caughtFen - gone) }));
      world.deducted.push({ freezeId, amountFen: gone });
      world.seen.add('with a deduction');
    }
  }
  if (what === 'return') sendBack(world, pick);
  if (what === 'expire' && amount < 150) {
    const freezeId = world.freezes[index]?.freezeId ?? '';
    change(() => ({ capFen: fenOf(0n), caughtFen: fenOf(0n), busy: false }));
    // a release on its way finds nothing there any more
    world.underWay = world.underWay.filter((cut) => cut.freezeId !== freezeId);
    world.deducted = world.deducted.filter((one) => one.freezeId !== freezeId);
    world.seen.add('with a freeze that ended by itself');
  }
  if (what === 'release answered' && world.underWay.length > 0) answerRelease(world, pick % world.underWay.length);
}

/** R1.9-5: a deduction the payee's bank sent back never took place; the money is under its freeze again, and owed again. */
function sendBack(world: World, pick: number): void {
  const [back] = world.deducted.splice(pick % Math.max(1, world.deducted.length), 1);
  if (back === undefined) return;
  world.target += back.amountFen;
  world.freezes = world.freezes.map((one) =>
    one.freezeId === back.freezeId
      ? { ...one, capFen: fenOf(one.capFen + back.amountFen), caughtFen: fenOf(one.caughtFen + back.amountFen) }
      : one,
  );
  world.seen.add('with a deduction sent back');
}

function answerRelease(world: World, place: number): void {
  world.seen.add('with a release');
  if (place > 0) world.seen.add('with a release answered before an earlier one');
  const [cut] = world.underWay.splice(place, 1);
  world.freezes = world.freezes.map((one) => {
    if (one.freezeId !== cut?.freezeId) return one;
    const capFen = fenOf(one.capFen - cut.amountFen);
    return { ...one, capFen, caughtFen: one.caughtFen < capFen ? one.caughtFen : capFen, busy: false };
  });
}

const caught = (world: World) => sumFen(world.freezes.map(({ caughtFen }) => caughtFen));

function cutNow(world: World): void {
  const { cuts } = budgetCuts(fenOf(world.target), world.freezes);
  if (cuts.length === 0) return;
  const ofCut = new Map(cuts.map((cut) => [cut.freezeId, cut]));
  for (const one of world.freezes) {
    const cut = ofCut.get(one.freezeId);
    if (cut === undefined) continue;
    if (cut.amountFen <= 0n || cut.amountFen > one.capFen) throw new Error('a cut of nothing, or of more than the cap');
    if (cut.whole !== (cut.amountFen === one.capFen)) throw new Error('a whole release that is not whole');
    if (!cut.whole && !one.partialRelease) throw new Error('a part of what is released whole only');
  }
  const after = sumFen(
    world.freezes.map((one) => {
      const cap = one.capFen - (ofCut.get(one.freezeId)?.amountFen ?? 0n);
      return fenOf(one.caughtFen < cap ? one.caughtFen : cap);
    }),
  );
  if (after < world.target) throw new Error('a cut lets go of money the debt needs');
  world.freezes = world.freezes.map((one) => (ofCut.has(one.freezeId) ? { ...one, busy: true } : one));
  world.underWay.push(...cuts);
}

describe('the budget of a case', () => {
  afterAll(() => {
    const file = process.env['LAW_MIX'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ title: 'the budget of a case', numRuns, mix })}\n`);
  });

  it(
    'R2.4-1, R2.4-5: every fen above the debt is on record while it is held, and goes as far as it can',
    () => {
      fc.assert(
        fc.property(lived, ({ target, fanOut, banks, steps }) => {
          const share = BigInt(Math.trunc(target / banks.length));
          const world: World = {
            target: BigInt(target),
            underWay: [],
            deducted: [],
            seen: new Set(),
            freezes: banks.map((bank, index) => ({
              ...bank,
              freezeId: `f${index}`,
              institution: `bank ${index}`,
              capFen: fenOf(fanOut ? BigInt(target) : share),
              caughtFen: fenOf(0n),
              underDeductionFen: fenOf(0n),
              busy: false,
            })),
          };
          const moments: BudgetMoment[] = [];
          const look = (cause: BudgetMoment['cause']) =>
            moments.push({
              at: String(moments.length).padStart(3, '0'),
              caughtFen: caught(world),
              targetFen: fenOf(world.target),
              cause,
            });
          for (const one of steps) {
            act(world, one);
            look(one.act === 'payment' ? 'target_fell' : 'caught_more');
            cutNow(world);
          }
          const grew = steps.some((one) => one.act === 'payment' || one.act === 'deduct' || one.act === 'interest');
          if (!fanOut && !grew && moments.some((moment) => excessAt(moment) > 0n))
            throw new Error('caps within the debt caught more than it');
          settle(world);
          look('caught_more');
          explains(moments);
          tally(moments, world, fanOut, banks.length);
        }),
        { numRuns, ...seed },
      );
    },
    Math.max(30_000, numRuns * 20),
  );
});

/** All releases answered and nothing new: what stays above the debt is only what an institution cannot release in part. */
function settle(world: World): void {
  for (let round = 0; round < 20; round += 1) {
    while (world.underWay.length > 0) answerRelease(world, 0);
    cutNow(world);
    if (world.underWay.length === 0) break;
  }
  const { surplusFen, left, cuts } = budgetCuts(fenOf(world.target), world.freezes);
  expect(cuts).toEqual([]);
  if (left.some(({ because }) => because !== 'no_partial_release'))
    throw new Error('something waits though nothing is under way');
  const stuck = sumFen(left.map(({ amountFen }) => amountFen));
  if (surplusFen > stuck) throw new Error('surplus stays though it could be released');
}

function explains(moments: readonly BudgetMoment[]): void {
  const records = excessRecords(moments);
  for (const moment of moments) {
    const held = records.filter(({ from, to }) => from <= moment.at && (to === undefined || moment.at < to));
    const excess = excessAt(moment);
    if (excess > 0n && !held.some(({ amountFen }) => amountFen >= excess)) throw new Error('an excess nobody recorded');
    if (excess === 0n && held.length > 0) throw new Error('a record of an excess that was none');
    if (held.length > 1) throw new Error('one excess, two records');
  }
  for (const record of records) {
    const within = moments.filter(({ at }) => at >= record.from && (record.to === undefined || at < record.to));
    const most = within.map(excessAt).reduce((a, b) => (a > b ? a : b), fenOf(0n));
    if (most !== record.amountFen) throw new Error('a record that exaggerates');
    if (within[0]?.cause !== record.cause) throw new Error('a record with a cause of another moment');
  }
}

function tally(moments: readonly BudgetMoment[], world: World, fanOut: boolean, banks: number): void {
  count('cases');
  if (banks >= 3) count('with three banks or more');
  if (fanOut) count('with a fan-out');
  if (moments.some((moment) => excessAt(moment) > 0n)) count('with more caught than the debt');
  if (excessRecords(moments).length > 1) count('with more than one excess');
  const last = moments.at(-1);
  if (last !== undefined && excessAt(last) > 0n) count('with an excess that cannot be released in part');
  if (world.target === 0n) count('with the debt paid');
  for (const what of world.seen) count(what);
}
