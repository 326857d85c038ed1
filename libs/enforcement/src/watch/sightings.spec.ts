import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf, parseYuan, type Fen } from '../money.js';
import { levelOf, thresholdFen, type WatchRule } from './finding-level.js';
import { addSightings, assess, type Sighted, type Sighting, takeable } from './sightings.js';

const yuan = (text: string): Fen => parseYuan(text) as Fen;
const rule: WatchRule = {
  version: 1,
  levels: {
    info: { fixed: yuan('100.00'), sharePerMille: 0 },
    review: { fixed: yuan('500.00'), sharePerMille: 10 },
    freeze_now: { fixed: yuan('5000.00'), sharePerMille: 100 },
  },
};
const none: Sighted = { sightings: [], assets: [] };
const credit = (creditId: string, available: string, more: Partial<Sighting> = {}): Sighting => ({
  institution: 'icbc',
  account: '4000',
  availableFen: yuan(available).toString(),
  currency: 'CNY',
  at: '2020-03-10T10:00:00+08:00',
  source: { kind: 'credit', noticeId: 'n', creditId, amountFen: '1' },
  ...more,
});
const seen = (...sightings: Sighting[]): Sighted => ({ sightings, assets: [] });

describe('the level of a finding', () => {
  it('takes the greater of the fixed amount and the share of what is owed', () => {
    expect(thresholdFen(rule.levels.review, yuan('305000.00'))).toBe(yuan('3050.00'));
    expect(thresholdFen(rule.levels.review, yuan('10000.00'))).toBe(yuan('500.00'));
  });

  it('flags money that would settle the whole debt, however small the debt', () => {
    expect(levelOf(yuan('80.00'), yuan('80.00'), rule)).toBe('freeze_now');
    expect(levelOf(yuan('79.99'), yuan('80.00'), rule)).toBeUndefined();
  });

  it('reaches each level exactly at its threshold', () => {
    const owed = yuan('305000.00');
    const levels = ['99.99', '100.00', '3049.99', '3050.00', '30499.99', '30500.00'].map((text) =>
      levelOf(yuan(text), owed, rule),
    );
    expect(levels).toEqual([undefined, 'info', 'info', 'review', 'review', 'freeze_now']);
  });

  it('never falls when more money arrives', () => {
    const order = [undefined, 'info', 'review', 'freeze_now'];
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 10n), fc.bigInt(0n, 10n ** 10n), fc.bigInt(1n, 10n ** 10n), (some, more, owed) => {
        const before = order.indexOf(levelOf(fenOf(some), fenOf(owed), rule));
        expect(order.indexOf(levelOf(fenOf(some + more), fenOf(owed), rule))).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

describe('what was sighted', () => {
  it("counts each account's newest report once, not every credit", () => {
    const first = credit('c1', '1000.00');
    const second = credit('c2', '1500.00', { at: '2020-03-11T10:00:00+08:00' });
    const elsewhere = credit('c3', '20.00', { institution: 'abc' });
    expect(takeable([second, elsewhere, first])).toBe(yuan('1520.00'));
  });

  it('leaves exempt money out of the amount and never proposes to freeze it (R3-1)', () => {
    const exempt = seen(credit('c1', '900000.00', { exemptionTag: 'migrant_wage' }));
    expect(takeable(exempt.sightings)).toBe(0n);
    expect(assess(exempt, yuan('305000.00'), rule)).toBe('info');
  });

  it('calls a person for foreign money and for a new registered asset', () => {
    const asset = { institution: 'gx-realestate', kind: 'real_estate', assetId: 'u1', description: 'flat', requestId: 'r1' };
    expect(assess(seen(credit('c1', '5.00', { currency: 'USD' })), yuan('305000.00'), rule)).toBe('review');
    expect(assess({ sightings: [], assets: [asset] }, yuan('305000.00'), rule)).toBe('review');
  });

  it('raises nothing when nothing is owed any more', () => {
    expect(assess(seen(credit('c1', '900000.00')), yuan('0'), rule)).toBeUndefined();
  });

  it('is the same in whatever order, cut into whatever batches and repeated however often reports arrive', () => {
    const arbitrary = fc.array(
      fc
        .record({
          id: fc.nat(20),
          institution: fc.constantFrom('icbc', 'abc'),
          account: fc.constantFrom('1', '2'),
        })
        .map(({ id, institution, account }) =>
          credit(`c${id}`, `${(id * 37) % 11}.00`, {
            institution,
            account,
            at: new Date(Date.UTC(2020, 2, 1 + (id % 5))).toISOString(),
          }),
        ),
    );
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.nat(), (sightings, shift, cut) => {
        const at = sightings.length === 0 ? 0 : shift % sightings.length;
        const turned = [...sightings.slice(at), ...sightings.slice(0, at), ...sightings];
        const until = cut % (turned.length + 1);
        const inTwo = addSightings(addSightings(none, seen(...turned.slice(0, until))), seen(...turned.slice(until)));
        const atOnce = addSightings(none, seen(...sightings));
        expect(inTwo).toEqual(atOnce);
        expect(takeable(inTwo.sightings)).toBe(takeable(atOnce.sightings));
      }),
    );
  });
});
