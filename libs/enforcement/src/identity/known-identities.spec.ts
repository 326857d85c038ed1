import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Identity, identitiesToAdd, isSameIdentity } from './known-identities.js';
import { heldBy } from './holders.js';

const citizen = {
  idType: 'citizen_id',
  idNumber: '11010519491231002X',
  idNumbers: ['11010519491231002X', '110105491231002'],
} as const;
const passport = { idType: 'passport', idNumber: 'E12345678', idNumbers: ['E12345678'] } as const;
const main: Identity = { name: '黄大强', ...citizen };

describe('names and numbers an institution may know a party by', () => {
  it('R10.2 asks for a former name under every number, and for a new number under every name', () => {
    const named = [main, ...identitiesToAdd([main], { name: '黄小强' })];
    expect(named.map(({ name }) => name)).toEqual(['黄大强', '黄小强']);
    const numbered = [...named, ...identitiesToAdd(named, { number: passport })];
    expect(numbered.map(({ name, idType }) => [name, idType])).toEqual([
      ['黄大强', 'citizen_id'],
      ['黄小强', 'citizen_id'],
      ['黄大强', 'passport'],
      ['黄小强', 'passport'],
    ]);
  });

  it('R1.8-14 R10.2 knows a name in another width and a number in its old form already', () => {
    expect(identitiesToAdd([main], { name: ' 黄 大强' })).toEqual([]);
    expect(identitiesToAdd([main], { number: { ...citizen, idNumbers: ['110105491231002'] } })).toEqual([]);
  });

  it('R10.2 holds each name with each number once, in whatever order they are learnt', () => {
    const learnt = fc.oneof(
      fc.constantFrom('黄大强', '黄小强', '黃大強', 'Huang Daqiang').map((name) => ({ name })),
      fc.constantFrom('E1', 'E2', 'E3').map((id) => ({ number: { idType: 'passport' as const, idNumber: id, idNumbers: [id] } })),
    );
    fc.assert(
      fc.property(fc.array(learnt, { maxLength: 12 }), (all) => {
        const known = all.reduce<readonly Identity[]>((so, one) => [...so, ...identitiesToAdd(so, one)], [main]);
        const names = new Set<string>(all.flatMap((one) => ('name' in one ? [one.name] : []))).add(main.name);
        const numbers = new Set<string>(all.flatMap((one) => ('number' in one ? [one.number.idNumber] : []))).add(main.idNumber);
        expect(known).toHaveLength(names.size * numbers.size);
        for (const [index, one] of known.entries()) {
          expect(known.findIndex((other) => isSameIdentity(one, other))).toBe(index);
        }
      }),
    );
  });
});

describe('whose property an answer speaks of', () => {
  const former: Identity = { name: '黄小强', ...citizen };

  it.each([
    ['nobody', [], 'unnamed'],
    ['the debtor', [{ name: '黄大强' }], 'debtor'],
    ['the debtor under a former name and his old number', [{ name: '黄小强', idNumber: '110105491231002' }], 'debtor'],
    ['the debtor and his wife', [{ name: '黄大强' }, { name: '韦某' }], 'jointly'],
    ['the debtor twice, once as he was called', [{ name: '黄大强' }, { name: '黄小强' }], 'debtor'],
    ['a stranger', [{ name: '韦某' }], 'other'],
    ['a namesake of another number', [{ name: '黄大强', idNumber: '110105194912310030' }], 'other'],
    ['another name under his number', [{ name: '黄大', idNumber: '11010519491231002X' }], 'other'],
  ] as const)('R7.1-2 R1.8-14 where it names %s', (_, holders, verdict) => {
    expect(heldBy(holders, [main, former])).toBe(verdict);
  });

  it('R7.1-2 is never the debtor’s where no named holder is him', () => {
    const stranger = fc.record({
      name: fc.stringMatching(/^[a-z]{1,8}$/u),
      idNumber: fc.option(fc.string(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(stranger, { minLength: 1, maxLength: 4 }), (holders) => {
        expect(heldBy(holders, [main, former])).toBe('other');
      }),
    );
  });
});
