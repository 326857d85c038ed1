import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fenOf } from '#enforcement/money.js';
import { type WatchRule } from '#enforcement/watch/finding-level.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { raiseFindings } from '#storage/watch/raise-findings.js';
import { inOneYear, type OpenedCase, today } from './harness/acts.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { customer, debtorsOf, NAME } from './harness/debtors.js';
import { openSimulated, type Simulated } from './harness/simulated.js';

let api: TestApi;
let banks: Simulated;
afterAll(async () => {
  await banks.close();
  await api.close();
});
const test = withDatabase('other_holders');
beforeAll(async () => {
  api = await openApi(test.url);
  banks = await openSimulated(test.database, [
    { code: 'icbc' },
    { code: 'ccb' },
    { code: 'mps-vehicles', protocol: 'registry-json' },
  ]);
}, 60_000);

const { personCase, learn, inquired, doubts, assets, plan } = debtorsOf(() => ({ api, banks }));

function problem(reply: ApiReply): Record<string, string> {
  expect(reply.status).toBe(422);
  return reply.body.problems[0];
}

describe('an answer that names another holder', () => {
  const stranger = { name: '韦某', idNumber: '452231197202022345' };

  async function withStrangersAccount() {
    const one = await personCase();
    const account = `6222020${one.debtor.serial}0005`;
    await banks.tell(
      'institutions/icbc/customers',
      customer(NAME, [['citizen_id', one.debtor.id]], [{ account, balance: '50000.00', holders: [stranger] }]),
    );
    await inquired(one, ['icbc']);
    const target = { institution: 'icbc', account, amount: '100.00', from: today(), until: inOneYear() };
    const freeze = { caseId: one.id, measure: 'freeze', legalBasis: one.legalBasis, targets: [target] };
    return { one, account, freeze };
  }

  const settled = (one: OpenedCase, doubtId: string, verdict: string) =>
    api.post('judge-wei', `/identity-doubts/${doubtId}/settlement`, { verdict, reason: '已核实', documentId: one.documentId });

  it('R7.1-2 goes to a person, and nothing is planned or frozen before', async () => {
    const { one, account, freeze } = await withStrangersAccount();
    const [doubt] = await doubts(one);
    expect(doubt).toMatchObject({ kind: 'other_holder', asset: account, holders: [stranger] });
    expect((await assets(one)).accounts).toMatchObject([{ account, strange: 'doubted', holders: [stranger] }]);
    expect(await plan(one)).toMatchObject({ lines: [], passedOver: [{ account, because: expect.stringContaining('核实') }] });
    expect(problem(await api.post('judge-wei', '/orders', freeze))).toMatchObject({
      field: 'targets[0].account',
      code: 'asset.other_holder',
      rule: 'R7.1-2',
      article: '法释〔2013〕20号第7、8条',
    });
    expect((await settled(one, doubt.id, 'debtors')).status).toBe(200);
    expect((await plan(one)).lines).toMatchObject([{ account }]);
    expect((await api.post('judge-wei', '/orders', freeze)).status).toBe(201);
  });

  it('R7.1-2 is not asked again about the same holder, and stays barred where it is another’s', async () => {
    const { one, freeze } = await withStrangersAccount();
    const [doubt] = await doubts(one);
    await settled(one, doubt.id, 'not_debtors');
    await inquired(one, ['icbc']);
    expect(await doubts(one)).toHaveLength(1);
    expect(problem(await api.post('judge-wei', '/orders', freeze))['code']).toBe('asset.other_holder');
  });

  it('R7.1-2 R10.2 raises no doubt about a holder who is the debtor under a former name, nor about an owner of a vehicle who is', async () => {
    const one = await personCase();
    await learn(one, { kind: 'former_name', name: '黄小强' });
    const account = `6222020${one.debtor.serial}0006`;
    const holders = [{ name: '黄小强', idNumber: one.debtor.old }];
    await banks.tell(
      'institutions/icbc/customers',
      customer(NAME, [['citizen_id', one.debtor.id]], [{ account, balance: '1.00', holders }]),
    );
    const vehicle = { plate: '桂G12345', model: '五菱', registeredOn: '2019-01-01' };
    const ids = [{ idType: 'citizen_id', idNumber: one.debtor.id }];
    const title = { owner: NAME, ids, kind: 'vehicle', vehicle };
    await banks.tell('institutions/mps-vehicles/titles', {
      titles: [
        { ...title, assetId: `LZW000000000${one.debtor.serial}01`, holders },
        { ...title, assetId: `LZW000000000${one.debtor.serial}02`, holders: [stranger] },
      ],
    });
    await inquired(one, ['icbc', 'mps-vehicles']);
    expect(await doubts(one)).toMatchObject([
      { institution: 'mps-vehicles', asset: `LZW000000000${one.debtor.serial}02`, holders: [stranger] },
    ]);
  });

  it('R7.1-2 R5.2-3 never resumes a dormant case', async () => {
    const { one, account } = await withStrangersAccount();
    await test.database.query(`update enforcement_case set state = 'dormant', dormant_on = '2016-01-05' where id = $1`, [one.id]);
    const threshold = { fixed: fenOf(100n), sharePerMille: 0 };
    const rule: WatchRule = { version: 1, levels: { info: threshold, review: threshold, freeze_now: threshold } };
    const sighted = (where: string) => ({
      institution: 'icbc',
      account: where,
      availableFen: '5000000',
      currency: 'CNY',
      at: '2026-11-20T09:00:00+08:00',
      source: { kind: 'credit' as const, noticeId: 'n', creditId: where, amountFen: '1' },
    });
    const at = { machine: asMachine(new Date()), legal: asLegal(new Date()) };
    const raise = (where: string) =>
      test.database.transaction((tx) =>
        raiseFindings(
          tx,
          [{ caseId: one.id, partyId: one.debtorId, kind: 'credit', sightings: [sighted(where)], assets: [] }],
          rule,
          at,
        ),
      );
    const finding = async () => (await api.get('judge-wei', `/findings?caseId=${one.id}`)).body.items[0];
    await raise(account);
    expect(await finding()).toMatchObject({ level: 'review', amount: '0.00', evidence: { sightings: [{ strange: 'doubted' }] } });
    const resume = async () =>
      api.post('judge-wei', `/cases/${one.id}/resumption`, {
        resumedNumber: `（2026）桂1381执恢${one.debtor.serial}号`,
        findingId: (await finding()).id,
        reason: '发现财产',
        documentId: one.documentId,
      });
    expect(problem(await resume())).toMatchObject({ field: 'findingId', code: 'finding.other_holder', rule: 'R7.1-2' });
    const [doubt] = await doubts(one);
    await settled(one, doubt.id, 'not_debtors');
    expect(await finding()).toMatchObject({
      level: 'info',
      amount: '0.00',
      evidence: { sightings: [{ strange: 'not_debtors' }] },
    });
    expect(problem(await resume())['code']).toBe('finding.other_holder');
    await raise('6222029999990001');
    expect(await finding()).toMatchObject({ level: 'freeze_now', amount: '50000.00' });
    expect((await resume()).body).toMatchObject({ state: 'resumed' });
  });
});
