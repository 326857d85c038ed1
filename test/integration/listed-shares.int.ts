import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { againstPerson, citizenId } from './harness/sample-case.js';
import { openSimulated, type Simulated } from './harness/simulated.js';

/** A register of securities beside the institutions of the installation: whether it freezes online is the court's own agreement (R8.1-8). */
const profiles = mkdtempSync(join(tmpdir(), 'chakong-institutions-'));
cpSync('config/institutions', profiles, { recursive: true });
writeFileSync(
  join(profiles, 'csdc.yaml'),
  "code: csdc\nprotocol: registry-json\nnames: { zh: 中国证券登记结算有限责任公司, en: CSDC }\nbaseUrl: '${SIMULATOR_URL}/csdc'\n",
);

let api: TestApi;
let registries: Simulated;
afterAll(async () => {
  await registries.close();
  await api.close();
});
const test = withDatabase('listed_shares');
beforeAll(async () => {
  api = await openApi(test.url, { INSTITUTIONS_DIR: profiles });
  registries = await openSimulated(test.database, [{ code: 'csdc', protocol: 'registry-json' }, { code: 'icbc' }], profiles);
}, 60_000);

let serial = 400;

interface Shareholder extends OpenedCase {
  readonly assetId: string;
  readonly account: string;
}

/** A case of ¥305,000.00 whose debtor holds shares at ¥12.34, and ¥5,000.00 at a bank. */
async function shareholder(quantity: string): Promise<Shareholder> {
  serial += 1;
  const idNumber = citizenId(`45138119700312${serial}`);
  const one = await openWageCase(api, { parties: againstPerson(idNumber) });
  const [assetId, account] = [`SH600000${serial}`, `6222020${serial}0001`];
  const ids = [{ idType: 'citizen_id', idNumber }];
  const shares = { code: '600000', company: '浦发银行', quantity, previousClose: '12.34', closeOn: today() };
  await registries.tell('institutions/csdc/titles', { owner: '黄大强', ids, assetId, kind: 'shares', shares });
  await registries.tell('institutions/icbc/customers', {
    ...{ name: '黄大强', kind: 'person', ids, accounts: [{ account, balance: '5000.00', class: 'current' }] },
  });
  await inquired(one);
  return { ...one, assetId, account };
}

async function inquired(one: OpenedCase): Promise<void> {
  const legalBasis = { noticeNumber: '（2015）合执字第12-3号' };
  const order = { caseId: one.id, measure: 'inquire', legalBasis, targets: { institutions: ['csdc', 'icbc'] } };
  await registries.carry((await ordered(api, order)).requests);
}

const seal = (one: Shareholder, more: object) => ({
  caseId: one.id,
  measure: 'seal',
  legalBasis: one.legalBasis,
  targets: [{ institution: 'csdc', assetId: one.assetId, from: today(), until: inOneYear(), ...more }],
});
const planOf = async (one: OpenedCase) => (await api.get('judge-wei', `/cases/${one.id}/freeze-plan`)).body;

function problem(reply: ApiReply): Record<string, string> {
  expect(reply.status).toBe(422);
  return reply.body.problems[0];
}

describe('listed shares', () => {
  it('R2.4-3 are planned, frozen by number at the previous close and counted in the budget', async () => {
    const one = await shareholder('100000');
    // 305,000.00 by 12.34 is 24,716.4: 24,717 shares, and a fifth more at most
    const before = await planOf(one);
    expect(before.lines).toMatchObject([
      {
        institution: 'csdc',
        account: one.assetId,
        group: 'shares',
        cap: '305000.00',
        shares: { number: '24717', most: '29660' },
      },
    ]);
    const { requests } = await ordered(api, seal(one, { shares: '24717' }));
    // on its way it counts already
    expect(await planOf(one)).toMatchObject({ room: '0.00', lines: [] });
    await registries.carry(requests);
    const { items } = (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body;
    expect(items).toMatchObject([
      { kind: 'asset', account: one.assetId, cap: '305000.00', caught: '305000.00', state: 'active' },
    ]);
    expect(await planOf(one)).toMatchObject({ room: '0.00', lines: [] });
    await inquired(one);
    const { assets } = (await api.get('judge-wei', `/cases/${one.id}/assets`)).body;
    expect(assets).toMatchObject([
      { kind: 'shares', shares: { quantity: '100000', available: '75283', previousClose: '12.34' } },
    ]);
    const release = { caseId: one.id, measure: 'release', legalBasis: one.legalBasis, targets: [{ freezeId: requests[0] }] };
    await registries.carry((await ordered(api, release)).requests);
    expect(await planOf(one)).toMatchObject({ room: '305000.00' });
  });

  it('R2.4-3 R2.4-1 leave the rest of the debt to money, and money leaves less to shares', async () => {
    const one = await shareholder('10000');
    expect((await planOf(one)).lines).toMatchObject([
      { account: one.assetId, cap: '123400.00', shares: { number: '10000', most: '10000' } },
      { account: one.account, cap: '5000.00' },
    ]);
    await registries.carry((await ordered(api, seal(one, { shares: '10000' }))).requests);
    const freeze = { institution: 'icbc', account: one.account, amount: '181600.01', from: today(), until: inOneYear() };
    const order = { caseId: one.id, measure: 'freeze', legalBasis: one.legalBasis, targets: [freeze] };
    expect(problem(await api.post('judge-wei', '/orders', order))['code']).toBe('amount.above_room');
    expect((await api.post('judge-wei', '/orders', { ...order, targets: [{ ...freeze, amount: '181600.00' }] })).status).toBe(
      201,
    );
  });

  it('R2.4-3 are frozen in no greater number than the fluctuation permits, and never without one', async () => {
    const one = await shareholder('100000');
    const wrong = async (more: object) => problem(await api.post('judge-wei', '/orders', seal(one, more)));
    const basis = { rule: 'R2.4-3', article: '法发〔2021〕9号第2条' };
    expect(await wrong({ shares: '29661' })).toMatchObject({ field: 'targets[0].shares', code: 'shares.too_many', ...basis });
    expect(await wrong({})).toMatchObject({ field: 'targets[0].shares', code: 'required', ...basis });
    expect(await wrong({ shares: '0' })).toMatchObject({ field: 'targets[0].shares' });
    expect(await wrong({ shares: '1', assetId: 'SH600000999' })).toMatchObject({ code: 'shares.none' });
    const most = await ordered(api, seal(one, { shares: '29660' }));
    await registries.carry(most.requests);
    const { items } = (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body;
    // what lies in the fluctuation secures nothing more: no excess of our own making
    expect(items).toMatchObject([{ cap: '305000.00', caught: '305000.00' }]);
  });

  it('R2.1-3 are frozen for three years at most', async () => {
    const one = await shareholder('100000');
    const years = (count: number) => `${Number(today().slice(0, 4)) + count}${today().slice(4)}`;
    expect(problem(await api.post('judge-wei', '/orders', seal(one, { shares: '1', until: years(4) })))['rule']).toBe('R2.1-3');
    expect((await api.post('judge-wei', '/orders', seal(one, { shares: '1', until: years(2) }))).status).toBe(201);
  });
});
