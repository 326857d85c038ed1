import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { heldFreezes, weighedFreezes } from '#storage/budget/budgeted-freezes.js';
import { inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { againstPerson, citizenId } from './harness/sample-case.js';
import { openSimulated, type Simulated } from './harness/simulated.js';

let api: TestApi;
let banks: Simulated;
afterAll(async () => {
  await banks.close();
  await api.close();
});
const test = withDatabase('least_harm');
beforeAll(async () => {
  api = await openApi(test.url);
  banks = await openSimulated(test.database, [{ code: 'icbc' }]);
}, 60_000);

let serial = 300;
const NAME = '黄大强';

interface Told {
  readonly remark?: string;
  readonly holders?: readonly { readonly name: string }[];
  readonly class?: string;
}

/** A case whose debtor has these accounts at one bank, each with ¥1,000.00; gives them by their place in the list. */
async function caseWith(...told: readonly Told[]): Promise<OpenedCase & { readonly accounts: readonly string[] }> {
  serial += 1;
  const idNumber = citizenId(`45138119700312${serial}`);
  const one = await openWageCase(api, { parties: againstPerson(idNumber) });
  const accounts = told.map((_, index) => `6222020${serial}000${index}`);
  await banks.tell('institutions/icbc/customers', {
    ...{ name: NAME, kind: 'person', ids: [{ idType: 'citizen_id', idNumber }] },
    accounts: told.map((more, index) => ({ account: accounts[index], balance: '1000.00', class: 'current', ...more })),
  });
  const legalBasis = { noticeNumber: '（2015）合执字第12-3号' };
  const order = { caseId: one.id, measure: 'inquire', legalBasis, targets: { institutions: ['icbc'] } };
  await banks.carry((await ordered(api, order)).requests);
  return { ...one, accounts };
}

interface Line {
  readonly account: string;
  readonly group: string;
  readonly because: string;
  readonly marks: readonly { readonly mark: string; readonly from: string }[];
}

const planOf = async (one: OpenedCase): Promise<Line[]> =>
  (await api.get('judge-wei', `/cases/${one.id}/freeze-plan`)).body.lines;

const mark = (one: OpenedCase & { accounts: readonly string[] }, at: number, kind: string, more: object = {}) =>
  api.post('clerk-qin', `/cases/${one.id}/account-marks`, {
    ...{ institution: 'icbc', account: one.accounts[at], mark: kind, reason: '劳动合同及流水', documentId: one.documentId },
    ...more,
  });

describe('which account is frozen first', () => {
  it('R2.4-5 goes by what the bank tells of wages, of joint holders and of its purpose, and says so in the plan', async () => {
    const one = await caseWith(
      { holders: [{ name: NAME }, { name: '韦某' }] },
      { remark: '代发工资' },
      { remark: '日常经营结算' },
      { class: 'term' },
      {},
    );
    const lines = await planOf(one);
    expect(lines.map(({ account, group, marks }) => [one.accounts.indexOf(account), group, marks])).toEqual([
      [3, 'put_by', []],
      [4, 'everyday', []],
      [2, 'operating', [{ mark: 'operating', from: 'remark' }]],
      [1, 'salary_fed', [{ mark: 'salary_fed', from: 'remark' }]],
      [0, 'joint', [{ mark: 'joint', from: 'holders' }]],
    ]);
    expect(lines.every(({ because }) => because.endsWith('。'))).toBe(true);
  });

  it('R2.4-5 goes by what a clerk knows on a document, in every case, until it is taken back', async () => {
    const one = await caseWith({}, {});
    const order = async () => (await planOf(one)).map(({ account }) => one.accounts.indexOf(account));
    expect(await order()).toEqual([0, 1]);
    expect((await mark(one, 0, 'salary_fed')).status).toBe(201);
    expect(await order()).toEqual([1, 0]);
    expect((await planOf(one))[1]).toMatchObject({ group: 'salary_fed', marks: [{ mark: 'salary_fed', from: 'person' }] });
    expect((await mark(one, 0, 'salary_fed')).status).toBe(409);
    const { accounts } = (await api.get('judge-wei', `/cases/${one.id}/assets`)).body;
    expect(accounts[0]).toMatchObject({ account: one.accounts[0], marks: [{ mark: 'salary_fed', from: 'person' }] });
    const removal = { institution: 'icbc', account: one.accounts[0], mark: 'salary_fed', reason: '已离职' };
    expect((await api.post('clerk-qin', `/cases/${one.id}/account-marks/removal`, removal)).body.items).toEqual([]);
    expect(await order()).toEqual([0, 1]);
    const again = await api.post('clerk-qin', `/cases/${one.id}/account-marks/removal`, removal);
    expect(again.body.code).toBe('illegal_transition');
    const { rows } = await test.database.query(
      `select act, actor from audit where case_id = $1 and act like '%_account_mark' order by id`,
      [one.id],
    );
    expect(rows).toEqual([
      { act: 'set_account_mark', actor: 'clerk-qin' },
      { act: 'remove_account_mark', actor: 'clerk-qin' },
    ]);
  });

  it('R2.4-5 R7.1-2 marks no account that is not of the case, and none without its document', async () => {
    const one = await caseWith({});
    const wrong = async (more: object) => (await mark(one, 0, 'joint', more)).body.problems[0];
    expect(await wrong({ account: '9999999999' })).toMatchObject({ field: 'account', code: 'account.unknown', rule: 'R7.1-2' });
    expect(await wrong({ documentId: one.debtorId })).toMatchObject({ field: 'documentId', code: 'document.unknown' });
    expect(await wrong({ mark: 'rich' })).toMatchObject({ field: 'mark' });
    expect((await api.post('finance-nong', `/cases/${one.id}/account-marks`, {})).status).toBe(403);
  });

  it('R2.4-5 is the order in which caps are cut too: the marked account is given back first', async () => {
    const one = await caseWith({}, { remark: '代发工资' }, {});
    await mark(one, 2, 'joint');
    const targets = one.accounts.map((account) => ({
      ...{ institution: 'icbc', account, amount: '1000.00', from: today(), until: inOneYear() },
    }));
    const freeze = { caseId: one.id, measure: 'freeze', legalBasis: one.legalBasis, targets };
    await banks.carry((await ordered(api, freeze)).requests);
    const rules = readFreezeBudgetRules('config/law');
    const { freezes, rows } = await test.database.transaction(async (tx) =>
      weighedFreezes(tx, one.id, await heldFreezes(tx, one.id), rules, () => true),
    );
    const sorted = [...freezes].sort((a, b) => a.harm - b.harm).map(({ freezeId }) => rows.get(freezeId)?.account);
    expect(sorted).toEqual(one.accounts);
    expect(new Set(freezes.map(({ harm }) => harm)).size).toBe(3);
  });
});
