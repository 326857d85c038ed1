import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, type OpenedCase, openWageCase, ordered } from './harness/acts.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { againstPerson, citizenId } from './harness/sample-case.js';
import { openSimulated, type Simulated } from './harness/simulated.js';

let api: TestApi;
let banks: Simulated;
afterAll(async () => {
  await banks.close();
  await api.close();
});
const test = withDatabase('living_costs');
beforeAll(async () => {
  api = await openApi(test.url);
  const fund = { account: '45050161381309000015', fund: true as const };
  const court = {
    name: '合山市人民法院',
    ids: [{ idType: 'other_organisation' as const, idNumber: 'COURT-451381' }],
    accounts: [fund],
  };
  banks = await openSimulated(test.database, [{ code: 'icbc' }, { code: 'ccb', customers: [court as never] }]);
}, 60_000);

let serial = 200;

interface PersonsCase extends OpenedCase {
  readonly account: string;
  readonly freezeId: string;
}

const caseAgainst = (idNumber: string): Promise<OpenedCase> => openWageCase(api, { parties: againstPerson(idNumber) });

async function inquired(one: OpenedCase): Promise<void> {
  const basis = { noticeNumber: '（2015）合执字第12-3号' };
  const order = { caseId: one.id, measure: 'inquire', legalBasis: basis, targets: { institutions: ['icbc'] } };
  await banks.carry((await ordered(api, order)).requests);
}

/** Two cases against one person, one with his number of 15 digits; each has frozen one of his two accounts. */
async function twoCases(balances: readonly [string, string]): Promise<readonly [PersonsCase, PersonsCase]> {
  serial += 1;
  const id = citizenId(`45138119700312${serial}`);
  const old = id.slice(0, 6) + id.slice(8, 17);
  const accounts = balances.map((balance, index) => ({ account: `6222020${serial}000${index}`, balance }));
  await banks.tell('institutions/icbc/customers', {
    ...{ name: '黄大强', kind: 'person', ids: [{ idType: 'citizen_id', idNumber: id }] },
    accounts,
  });
  const frozen = async (number: string, at: number): Promise<PersonsCase> => {
    const one = await caseAgainst(number);
    await inquired(one);
    const { account, balance } = accounts[at] ?? { account: '', balance: '' };
    const { requests } = await ordered(api, freezeOrder(one, balance, account));
    await banks.carry(requests);
    return { ...one, account, freezeId: requests[0] ?? '' };
  };
  return [await frozen(id, 0), await frozen(old, 1)];
}

/** Two people for three months at ¥690.00: ¥4,140.00. */
const keep = (one: OpenedCase, more: object = {}) =>
  api.post('judge-wei', `/cases/${one.id}/living-costs`, {
    ...{
      partyId: one.debtorId,
      city: '来宾市',
      year: 2021,
      people: 2,
      months: 3,
      reason: '生活必需',
      documentId: one.documentId,
    },
    ...more,
  });

const deduction = (one: PersonsCase, amount: string) => ({
  caseId: one.id,
  measure: 'deduct',
  legalBasis: one.legalBasis,
  targets: [{ freezeId: one.freezeId, amount }],
});
const deduct = (one: PersonsCase, amount: string) => api.post('judge-wei', '/orders', deduction(one, amount));

function refused(reply: ApiReply): Record<string, string> {
  expect(reply.status).toBe(422);
  return reply.body.problems[0];
}

describe('what a debtor keeps to live on', () => {
  it('R3-24 is held once over two cases of one person, not once in each', async () => {
    const [first, second] = await twoCases(['5000.00', '3000.00']);
    expect((await keep(first)).body).toMatchObject({ reserve: '4140.00' });
    // 8,000.00 less 4,140.00 is 3,860.00 for both cases together
    await banks.carry((await ordered(api, deduction(first, '2000.00'))).requests);
    expect(refused(await deduct(second, '1860.01'))).toMatchObject({
      field: 'targets',
      code: 'amount.living_costs',
      rule: 'R3-24',
      message: expect.stringContaining('at most 1860.00'),
    });
    await banks.carry((await ordered(api, deduction(second, '1860.00'))).requests);
    for (const one of [first, second]) expect(refused(await deduct(one, '0.01'))['code']).toBe('amount.living_costs');
    await inquired(first);
    const { accounts } = (await api.get('judge-wei', `/cases/${first.id}/assets`)).body;
    expect(accounts.reduce((sum: number, one: { balance: string }) => sum + Number(one.balance), 0)).toBe(4140);
  });

  it('R3-24 counts orders of the other case that still wait for approval', async () => {
    const [first, second] = await twoCases(['5000.00', '3000.00']);
    await keep(first);
    expect((await deduct(second, '3000.00')).status).toBe(201);
    expect(refused(await deduct(first, '860.01'))['message']).toContain('at most 860.00');
  });

  it('R3-24 is kept when both cases deduct at the same moment', async () => {
    const [first, second] = await twoCases(['5000.00', '3000.00']);
    await keep(second);
    const replies = await Promise.all([deduct(first, '3000.00'), deduct(second, '3000.00')]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it('R3-24 is the newest of city and year, in whichever case it was set, and shown in both', async () => {
    const [first, second] = await twoCases(['5000.00', '3000.00']);
    await keep(first);
    await keep(second, { city: '南宁市', year: 2025, people: 1, months: 1 });
    const shown = async (one: OpenedCase) => (await api.get('clerk-qin', `/cases/${one.id}/living-costs`)).body.items;
    for (const one of [first, second]) {
      expect(await shown(one)).toMatchObject([
        { partyId: one.debtorId, caseId: second.id, city: '南宁市', reserve: '870.00', isExample: true },
      ]);
    }
    expect((await deduct(first, '5000.00')).status).toBe(201);
    expect(refused(await deduct(second, '2130.01'))['message']).toContain('at most 2130.00');
  });

  it('R3-24 R7.1-2 is not fed by an account that may be another’s', async () => {
    const [first] = await twoCases(['5000.00', '3000.00']);
    const holders = [{ name: '韦某' }];
    const ids = [{ idType: 'citizen_id', idNumber: citizenId(`45138119700312${serial}`) }];
    await banks.tell('institutions/icbc/customers', {
      ...{ name: '黄大强', kind: 'person', ids },
      accounts: [{ account: `6222020${serial}0009`, balance: '90000.00', holders }],
    });
    await inquired(first);
    await keep(first);
    expect(refused(await deduct(first, '4000.00'))['message']).toContain('at most 3860.00');
  });

  it('R3-24 of another person of the same name stays with that person', async () => {
    const [first] = await twoCases(['5000.00', '3000.00']);
    serial += 1;
    const namesake = await caseAgainst(citizenId(`45138119700312${serial}`));
    await keep(namesake);
    expect((await deduct(first, '5000.00')).status).toBe(201);
  });
});
