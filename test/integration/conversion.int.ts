import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { convertPreservation, dueConversions } from '#storage/freezes/convert-preservation.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';
import { openSimulatedBank, type SimulatedBank } from './harness/simulated-bank.js';

let api: TestApi;
let ccb: SimulatedBank;
afterAll(async () => {
  await ccb.close();
  await api.close();
});
// its own hook drops the database: after the api has closed
const test = withDatabase('conversion');
beforeAll(async () => {
  api = await openApi(test.url);
  ccb = await openSimulatedBank(test.database, test.url);
}, 60_000);

let serial = 0;
const preserved = (kind = '财保') => openWageCase(api, { caseNumber: `（2024）桂1381${kind}${(serial += 1)}号` });
const now = (laterMs = 0) => ({ machine: asMachine(new Date(Date.now() + laterMs)), legal: asLegal(new Date()) });
const freezesOf = async (caseId: string) => (await api.get('judge-wei', `/cases/${caseId}/freezes`)).body.items;
const opening = (preservationCaseId: string, more: object = {}) =>
  api.post('clerk-qin', '/cases', {
    ...wageCase({ caseNumber: `（2024）桂1381执${(serial += 1)}号`, ...more }),
    preservationCaseId,
  });

/** One freeze of the case at the simulated bank, on an account of its own. */
async function frozen(one: OpenedCase): Promise<string> {
  const account = `4505016452010000${String(3000 + (serial += 1))}`;
  await ccb.openAccount(one.debtorId, account, '500.00');
  const [id = ''] = (await ordered(api, freezeOrder(one, '500.00', account, 'ccb'))).requests;
  await ccb.carryOut([id]);
  return id;
}

describe('preservation that turns into enforcement', () => {
  it('R2.1-7 goes on under the enforcement case by itself, once, whichever replica comes first: rank, cap and end stay', async () => {
    const preservation = await preserved();
    const ids = [await frozen(preservation), await frozen(preservation)].sort();
    const before = await freezesOf(preservation.id);
    const opened = await opening(preservation.id);
    expect(opened.status).toBe(201);
    const enforcementId: string = opened.body.id;
    expect(await dueConversions(test.database, now().machine, 10)).toContain(preservation.id);

    const replicas = [1, 2].map((number) => new Database({ url: test.url, poolSize: 2, applicationName: `replica ${number}` }));
    const moved = await Promise.all(replicas.map((replica) => convertPreservation(replica, preservation.id, now())));
    for (const replica of replicas) await replica.close();
    expect(moved.toSorted()).toEqual([0, 2]);
    expect(await dueConversions(test.database, now(3_600_000).machine, 10)).not.toContain(preservation.id);

    expect(await freezesOf(preservation.id)).toEqual([]);
    const debtorId = opened.body.parties.find((one: { role: string }) => one.role === 'debtor').id;
    expect(await freezesOf(enforcementId)).toEqual(before.map((one: object) => ({ ...one, partyId: debtorId })));
    expect((await ccb.bank.books.freezes.get(ids[0] ?? ''))?.ended).toBeUndefined();

    const { rows: kept } = await test.database.query(
      `select case_id, actor, role, reason from audit where act = 'reparent_freezes' and case_id = any($1) order by id`,
      [[preservation.id, enforcementId]],
    );
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(
      kept.map(({ case_id }) => ({ case_id, actor: 'control', role: 'service', reason: expect.stringContaining('R2.1-7') })),
    );
    const { rows: told } = await test.database.query(
      `select subject_id, actor from event where kind = 'freeze.reparented' and case_id = $1 order by subject_id`,
      [enforcementId],
    );
    expect(told).toEqual(ids.map((subject_id) => ({ subject_id, actor: 'control' })));
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);

  it('R2.1-7 waits for a measure under way, and takes over what comes into effect later', async () => {
    const preservation = await preserved('执保');
    const [free, busy] = [await frozen(preservation), await frozen(preservation)];
    const late = '45050164520100002999';
    await ccb.openAccount(preservation.debtorId, late, '9.00');
    const onItsWay = (await ordered(api, freezeOrder(preservation, '9.00', late, 'ccb'))).requests;
    const until = new Date(Date.parse(inOneYear()) + 100 * 86_400_000).toISOString().slice(0, 10);
    const renew = { measure: 'renew', targets: [{ freezeId: busy, until }] };
    const renewal = (await ordered(api, { caseId: preservation.id, legalBasis: preservation.legalBasis, ...renew })).requests;
    const enforcementId: string = (await opening(preservation.id)).body.id;
    const idsOf = async (caseId: string) => (await freezesOf(caseId)).map(({ id }: { id: string }) => id);

    expect(await convertPreservation(test.database, preservation.id, now())).toBe(1);
    expect([await idsOf(enforcementId), await idsOf(preservation.id)]).toEqual([[free], [busy]]);
    // not asked again at once, but after half a minute
    expect(await dueConversions(test.database, now().machine, 10)).not.toContain(preservation.id);
    expect(await dueConversions(test.database, now(31_000).machine, 10)).toContain(preservation.id);
    await ccb.carryOut(renewal);
    expect(await convertPreservation(test.database, preservation.id, now())).toBe(1);
    expect((await freezesOf(enforcementId)).find(({ id }: { id: string }) => id === busy)).toMatchObject({ until });

    expect(await dueConversions(test.database, now(31_000).machine, 10)).not.toContain(preservation.id);
    await ccb.carryOut(onItsWay);
    expect(await dueConversions(test.database, now().machine, 10)).toContain(preservation.id);
    expect(await convertPreservation(test.database, preservation.id, now())).toBe(1);
    expect(await idsOf(enforcementId)).toEqual([free, busy, ...onItsWay].sort());
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);

  it('R2.1-7 is refused for other files, courts and parties, and opens no case then', async () => {
    const preservation = await preserved();
    const refused = async (preservationCaseId: string, more: object = {}) => {
      const reply = await opening(preservationCaseId, more);
      expect(reply.status).toBe(422);
      const [{ field, code, rule, article }] = reply.body.problems;
      expect([field, rule, article]).toEqual(['preservationCaseId', 'R2.1-7', '财产保全规定第17条']);
      return code;
    };
    expect(await refused('01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1000')).toBe('case.unknown');
    expect(await refused((await openWageCase(api)).id)).toBe('case.not_preservation');
    expect(await refused(preservation.id, { court: { code: '桂1302', name: '来宾市兴宾区人民法院' } })).toBe('case.other_court');
    expect(await refused(preservation.id, { caseNumber: `（2024）桂1381执保${(serial += 1)}号` })).toBe('case.not_enforcement');
    const other = await preserved();
    await test.database.query(`update party set id_numbers = '{X}' where id = $1`, [other.debtorId]);
    expect(await refused(other.id)).toBe('case.other_parties');
    expect((await opening(preservation.id)).status).toBe(201);
    expect(await refused(preservation.id)).toBe('case.converted');
    const { rows } = await test.database.query(
      'select count(*)::int as links from case_conversion where preservation_case_id = $1',
      [preservation.id],
    );
    expect(rows).toEqual([{ links: 1 }]);
  }, 60_000);
});
