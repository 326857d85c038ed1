import { describe, expect, it } from '@jest/globals';
import { assetsCsv } from './assets-csv.js';
import { type AssetsView } from './assets-view.js';

const account = {
  partyId: '0199aaaa-0000-7000-8000-000000000001',
  institution: 'icbc',
  account: '6222020200112233445',
  class: '=HYPERLINK("x")',
  currency: 'CNY',
  status: 'normal',
  balance: '12.30',
  available: '0.00',
  asOf: '2020-03-16T02:00:00.000Z',
  priorMeasures: [],
  marks: [],
};

const view: AssetsView = {
  accounts: [account],
  assets: [],
  institutions: [
    { code: 'icbc', name: '中国工商银行', shownAs: 'found', asOf: account.asOf },
    { code: 'abc', name: '中国农业银行', shownAs: 'silent' },
  ],
  silent: ['abc'],
};

describe('the table of assets', () => {
  const lines = assetsCsv(view).split('\r\n');

  it('names a silent institution as silent, on a line of its own', () => {
    expect(lines[2]).toBe('"abc","中国农业银行","silent","","","","","","",""');
  });

  it('keeps account numbers whole and runs no formula of a bank', () => {
    expect(lines[1]).toContain('"\t6222020200112233445"');
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
  });
});
