import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AssetRow, eachAccountOnce } from './case-assets.js';

const row = (party_id: string, institution: string, asset_key: string, minute: number, available_fen: bigint): AssetRow => ({
  party_id,
  institution,
  asset_key,
  kind: 'account',
  content: {},
  balance_fen: available_fen,
  available_fen,
  identity_id: null,
  as_of: new Date(minute * 60_000),
});

describe('R10.2: an account reported under several numbers or holders', () => {
  it('is counted once, as last reported', () => {
    const joint = [row('a', 'icbc', '6222', 1, 500n), row('b', 'icbc', '6222', 2, 300n), row('a', 'ccb', '6222', 1, 70n)];
    expect(eachAccountOnce(joint).map(({ institution, available_fen }) => [institution, available_fen])).toEqual([
      ['icbc', 300n],
      ['ccb', 70n],
    ]);
  });

  it('never counts more than the newest report of each account, in whatever order the reports stand', () => {
    const report = fc.record({
      party: fc.constantFrom('a', 'b', 'c'),
      bank: fc.constantFrom('x', 'y'),
      account: fc.constantFrom('1', '2', '3'),
    });
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), (drawn) => {
        // each report is a minute younger and worth what its minute says
        const rows = drawn.map(({ party, bank, account }, index) => row(party, bank, account, index, BigInt(index)));
        const newest = new Map(rows.map((one) => [`${one.institution} ${one.asset_key}`, one.available_fen]));
        const counted = eachAccountOnce([...rows].reverse());
        expect(new Map(counted.map((one) => [`${one.institution} ${one.asset_key}`, one.available_fen]))).toEqual(newest);
        expect(counted).toHaveLength(newest.size);
      }),
    );
  });
});
