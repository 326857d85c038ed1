import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf, sumFen } from '../money.js';
import { fanOut, type PlanInput, planFreezes } from './freeze-plan.js';
import { type Mark } from './account-marks.js';
import { byLeastHarm, type Holding, type LeastHarmOrder } from './least-harm.js';

const order: LeastHarmOrder = {
  otherwise: 'current',
  groups: [
    { name: 'idle', because: 'Nobody uses it.', when: { statuses: ['dormant'] } },
    { name: 'term', because: 'It is put by.', when: { classes: ['term'] } },
    { name: 'current', because: 'It is for daily use.', when: { classes: ['current'], statuses: ['normal'] } },
    { name: 'operating', because: 'The business lives on it.', when: { classes: ['basic'] } },
    { name: 'salary', because: 'Wages come in here.', when: { marks: ['salary_fed'] } },
    { name: 'joint', because: 'Somebody else owns it too.', when: { marks: ['joint'] } },
  ],
};
const holding = (account: string, availableFen: bigint, more: Partial<Holding> = {}): Holding => ({
  institution: 'icbc',
  account,
  class: 'current',
  status: 'normal',
  currency: 'CNY',
  availableFen: fenOf(availableFen),
  asOf: '2026-11-02T00:00:00Z',
  partialRelease: true,
  ...more,
});
const marks = (...known: Mark[]) => known.map((mark) => ({ mark, from: 'person' as const }));
const input = (targetFen: bigint, holdings: Holding[], more: Partial<PlanInput> = {}): PlanInput => ({
  targetFen: fenOf(targetFen),
  committedFen: fenOf(0n),
  holdings,
  leastCapFen: fenOf(100n),
  ...more,
});
const caps = ({ lines }: ReturnType<typeof planFreezes>) => lines.map(({ account, capFen }) => `${account} ${capFen}`);

describe('least harm first (R2.4-5)', () => {
  it('R2.4-5: idle money before daily money, operating, salary-fed and joint accounts last', () => {
    const found = [
      holding('joint', 900n, { marks: marks('salary_fed', 'joint'), status: 'dormant' }),
      holding('salary', 900n, { marks: marks('salary_fed') }),
      holding('basic', 900n, { class: 'basic' }),
      holding('odd', 900n, { class: 'wealth', status: 'frozen' }),
      holding('small', 100n),
      holding('large', 800n),
      holding('term', 10n, { class: 'term' }),
      holding('idle', 5n, { status: 'dormant' }),
    ];
    expect(byLeastHarm(found, order).map(({ holding: one, group }) => `${one.account} ${group.name}`)).toEqual([
      'idle idle',
      'term term',
      'odd current',
      'large current',
      'small current',
      'basic operating',
      'salary salary',
      'joint joint',
    ]);
  });

  it('R2.4-5: the same order whatever the order of reports', () => {
    const found = [holding('b', 5n), holding('a', 5n), holding('a', 5n, { institution: 'abc' })];
    const places = (some: Holding[]) => byLeastHarm(some, order).map(({ holding: one }) => `${one.institution} ${one.account}`);
    expect(places(found)).toEqual(['abc a', 'icbc a', 'icbc b']);
    expect(places([...found].reverse())).toEqual(places(found));
  });

  it('R2.4-5: says so when there is no order', () => {
    expect(() => byLeastHarm([holding('a', 1n)], { otherwise: 'x', groups: [] })).toThrow('no groups');
    expect(byLeastHarm([holding('a', 1n)], { otherwise: 'x', groups: [{ name: 'y', because: '', when: {} }] })).toHaveLength(1);
  });

  it('R2.4-5: a group without conditions is for what fits nowhere, and one mark of several is enough', () => {
    const groups = [
      { name: 'any', because: '', when: { marks: ['salary_fed', 'joint'] as const } },
      { name: 'rest', because: '', when: {} },
    ];
    const found = [holding('a', 1n, { marks: marks('joint') }), holding('b', 1n)];
    expect(byLeastHarm(found, { otherwise: 'rest', groups }).map(({ group }) => group.name)).toEqual(['any', 'rest']);
    const twoBanks = [holding('z', 5n, { institution: 'abc' }), holding('a', 5n)];
    expect(byLeastHarm(twoBanks, order).map(({ holding: one }) => one.account)).toEqual(['z', 'a']);
  });
});

describe('a plan of caps', () => {
  it('R2.4-1: together exactly what is missing, each line with its reason', () => {
    const plan = planFreezes(
      input(1000n, [
        holding('basic', 900n, { class: 'basic' }),
        holding('idle', 300n, { status: 'dormant' }),
        holding('c', 400n),
      ]),
      order,
    );
    expect(caps(plan)).toEqual(['idle 300', 'c 400', 'basic 300']);
    expect(plan.lines[0]).toMatchObject({ institution: 'icbc', group: 'idle', because: 'Nobody uses it.' });
    expect([plan.unplacedFen, plan.beyondTargetFen, plan.passedOver]).toEqual([0n, 0n, []]);
  });

  it('R2.4-1: what is frozen, under way or paid counts already', () => {
    expect(caps(planFreezes(input(1000n, [holding('c', 4000n)], { committedFen: fenOf(900n) }), order))).toEqual(['c 100']);
    const secured = planFreezes(input(1000n, [holding('c', 4000n)], { committedFen: fenOf(1001n) }), order);
    expect([secured.roomFen, caps(secured), secured.passedOver]).toEqual([
      0n,
      [],
      [{ institution: 'icbc', account: 'c', because: 'The debt is secured without it.' }],
    ]);
  });

  it('R2.4-5: passes over foreign, closed, empty, forbidden and trifling accounts, and says why', () => {
    const plan = planFreezes(
      input(
        1000n,
        [
          holding('dollars', 900n, { currency: 'USD' }),
          holding('closed', 900n, { status: 'closed' }),
          holding('empty', 0n),
          holding('wage', 900n, { exemptionTag: 'migrant_wage' }),
          holding('trifle', 99n),
          holding('enough', 100n),
        ],
        { refusal: ({ exemptionTag }) => (exemptionTag === undefined ? undefined : 'R3-1') },
      ),
      order,
    );
    expect(caps(plan)).toEqual(['enough 100']);
    expect(plan.passedOver.map(({ account, because }) => `${account}: ${because}`)).toEqual([
      'closed: It is closed.',
      expect.stringContaining('dollars: Its money is foreign'),
      'wage: R3-1',
      'trifle: It holds less than 1.00.',
      'empty: The bank reports no money available on it.',
    ]);
    expect(plan.unplacedFen).toBe(900n);
  });

  it('R1.7-9: leaves foreign money to a person, who fixes cap and rate', () => {
    const plan = planFreezes(input(1000n, [holding('dollars', 900n, { currency: 'USD' })]), order);
    expect([plan.lines, plan.passedOver[0]?.because]).toEqual([[], expect.stringContaining('R1.7-9')]);
  });

  it('R1.6-1: counts what the bank says is available, and nothing else', () => {
    expect(caps(planFreezes(input(1000n, [holding('held', 0n), holding('free', 700n)]), order))).toEqual(['free 700']);
  });

  it('R2.4-5: a last small rest is placed though it is small', () => {
    expect(caps(planFreezes(input(450n, [holding('a', 400n), holding('b', 300n)]), order))).toEqual(['a 400', 'b 50']);
  });

  it('R2.4-1, R2.4-5: never beyond the target nor beyond what an account holds, for any holdings', () => {
    const any = fc.array(
      fc.record({
        account: fc.string({ minLength: 1, maxLength: 4 }),
        availableFen: fc.bigInt({ min: 0n, max: 2000n }),
        class: fc.constantFrom('current', 'basic', 'term', 'wealth'),
        status: fc.constantFrom('normal', 'dormant', 'closed'),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(any, fc.bigInt({ min: 0n, max: 5000n }), fc.bigInt({ min: 0n, max: 5000n }), (found, target, committed) => {
        const holdings = found.map(({ account, availableFen, ...rest }) => holding(account, availableFen, rest));
        const plan = planFreezes(input(target, holdings, { committedFen: fenOf(committed) }), order);
        const placed = sumFen(plan.lines.map(({ capFen }) => capFen));
        const room = target > committed ? target - committed : 0n;
        expect(placed + plan.unplacedFen).toBe(room);
        expect(plan.lines.every(({ capFen }) => capFen > 0n)).toBe(true);
        expect(plan.lines.length + plan.passedOver.length).toBe(holdings.length);
      }),
    );
  });
});

describe('the judge’s fan-out', () => {
  const two = [holding('a', 0n), holding('b', 5n), holding('x', 5n, { status: 'closed' })];
  it('R2.4-5: puts the full debt on every account and says what may be caught too much', () => {
    const plan = fanOut(input(1000n, two), order, { by: 'judge', because: 'a transfer is expected, nobody knows where' });
    expect(caps(plan)).toEqual(['b 1000', 'a 1000']);
    expect([plan.beyondTargetFen, plan.unplacedFen, plan.passedOver.length]).toEqual([1000n, 0n, 1]);
  });

  it('R2.4-5: only with the judge’s own reason', () => {
    expect(() => fanOut(input(1000n, two), order, { by: 'judge', because: ' ' })).toThrow('R2.4-5');
  });

  it('R2.4-5: nothing where nothing is missing, and nowhere where there is no account', () => {
    const choice = { by: 'judge', because: 'so' };
    expect(fanOut(input(0n, two), order, choice).lines).toEqual([]);
    expect(caps(fanOut(input(1n, two), order, choice))).toEqual(['b 1', 'a 1']);
    expect(caps(planFreezes(input(1n, [holding('a', 1n)]), order))).toEqual(['a 1']);
    expect(fanOut(input(7n, [holding('a', 0n)]), order, choice)).toMatchObject({ unplacedFen: 0n, beyondTargetFen: 0n });
    expect(fanOut(input(7n, []), order, choice)).toMatchObject({ lines: [], unplacedFen: 7n, beyondTargetFen: 0n });
  });
});

describe('listed shares in the plan (R2.4-3)', () => {
  const sharesRule = { fluctuationPercent: 20n };
  const shares = (available: bigint, close: bigint): Holding => {
    const held = { available, previousCloseFen: fenOf(close) };
    return holding('600000', available * close, { class: 'term', shares: held });
  };

  it('R2.4-3: as many as cover the room at the previous close, a fifth more at most, and never more than there are', () => {
    const { lines, unplacedFen } = planFreezes(input(10_001n, [shares(1_000n, 100n)], { sharesRule }), order);
    expect(lines).toMatchObject([{ capFen: 10_001n, shares: { shares: 101n, most: 121n } }]);
    expect(unplacedFen).toBe(0n);
    const scarce = planFreezes(input(10_000n, [shares(90n, 100n), holding('cash', 9_000n)], { sharesRule }), order);
    expect(scarce.lines).toMatchObject([
      { capFen: 9_000n, shares: { shares: 90n, most: 90n } },
      { account: 'cash', capFen: 1_000n },
    ]);
    expect(fanOut(input(10_000n, [shares(90n, 100n)]), order, { by: 'j', because: 'x' }).lines).toMatchObject([
      { capFen: 9_000n },
    ]);
  });

  it('R2.4-3, R2.4-1: count by what they secure, so that caps and shares together are never more than is owed', () => {
    const some = fc.array(
      fc.record({
        available: fc.bigInt({ min: 0n, max: 10_000n }),
        close: fc.bigInt({ min: 1n, max: 10_000n }),
        cash: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 8n }), some, (target, held) => {
        const holdings = held.map(({ available, close, cash }, index) => ({
          ...(cash ? holding('', available) : shares(available, close)),
          account: String(index),
        }));
        const { lines, unplacedFen } = planFreezes(input(target, holdings, { sharesRule }), order);
        expect(sumFen(lines.map(({ capFen }) => capFen)) + unplacedFen).toBe(target);
        for (const { account, capFen, shares: asked } of lines) {
          const { available = 0n, close = 0n } = held[Number(account)] ?? {};
          if (asked === undefined) continue;
          expect(asked.shares * close).toBeGreaterThanOrEqual(capFen);
          expect((asked.shares - 1n) * close).toBeLessThan(capFen);
          expect(asked.most).toBeLessThanOrEqual(available);
          expect(asked.shares).toBeLessThanOrEqual(asked.most);
        }
      }),
    );
  });
});
