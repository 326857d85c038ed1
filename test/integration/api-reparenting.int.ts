import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { bookPositions, takeWantedPositions } from '#storage/freezes/positions.js';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_reparenting');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

let serial = 0;
/** A freeze of 500 yuan, all of it caught, on an account of its own. */
async function frozen(one: OpenedCase): Promise<string> {
  serial += 1;
  const account = `62220202001122${String(33000 + serial)}`;
  const { requests } = await ordered(api, freezeOrder(one, '500.00', account));
  const freeze = { account, amountFen: '50000', caughtFen: '50000', uncaughtFen: '0', from: today(), until: inOneYear() };
  await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze });
  return requests[0] ?? '';
}

const takeOver = (to: OpenedCase, from: OpenedCase, more: object = {}) =>
  api.post('judge-wei', `/cases/${to.id}/reparenting`, {
    ...{ fromCaseId: from.id, reason: '保全转执行', documentId: to.documentId, ...more },
  });
const freezesOf = async (one: OpenedCase) => (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body.items;
const preserved = () => openWageCase(api, { caseNumber: `（2024）桂1381财保${(serial += 1)}号` });

describe('a freeze under another file', () => {
  it('R2.1-7 keeps rank, cap, end and what it caught, and is renewed and deducted by the new file alone', async () => {
    const [preservation, enforcement] = [await preserved(), await openWageCase(api)];
    const id = await frozen(preservation);
    const other = await frozen(preservation);
    const [before] = (await freezesOf(preservation)).filter((one: { id: string }) => one.id === id);
    const done = await takeOver(enforcement, preservation);
    expect(done.body.freezeIds.toSorted()).toEqual([id, other].sort());
    expect(await freezesOf(preservation)).toEqual([]);
    const [after] = (await freezesOf(enforcement)).filter((one: { id: string }) => one.id === id);
    expect(after).toEqual({ ...before, partyId: enforcement.debtorId });
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });

    const deduct = { measure: 'deduct', targets: [{ freezeId: id, amount: '100.00' }] };
    const byOld = { ...deduct, caseId: preservation.id, legalBasis: preservation.legalBasis };
    expect((await api.post('judge-wei', '/orders', byOld)).body.problems[0]).toMatchObject({ code: 'freeze.unknown' });
    const byNew = { ...deduct, caseId: enforcement.id, legalBasis: enforcement.legalBasis };
    expect((await api.post('judge-wei', '/orders', byNew)).status).toBe(201);

    const { rows: due } = await test.database.query('select case_id from budget_due where case_id = any($1)', [
      [preservation.id, enforcement.id],
    ]);
    expect(due).toHaveLength(2);
    const { rows: kept } = await test.database.query(
      `select case_id from audit where act = 'reparent_freezes' and reason = '保全转执行' and case_id = any($1) order by 1`,
      [[preservation.id, enforcement.id]],
    );
    expect(kept.map(({ case_id }) => case_id)).toEqual([preservation.id, enforcement.id].sort());
  }, 20_000);

  it('R2.1-7 is still reported on by its bank, under the case that asked', async () => {
    const [preservation, enforcement] = [await preserved(), await openWageCase(api)];
    const id = await frozen(preservation);
    await takeOver(enforcement, preservation);
    const now = new Date(Date.now() + 60_000);
    await test.database.query('update account_freeze set position_wanted_at = $2 where id = $1', [id, now]);
    expect(await takeWantedPositions(test.database, asMachine(now), 10)).toEqual([
      { id, case_id: preservation.id, institution: 'icbc' },
    ]);
    const position = { requestId: id, capFen: '50000', caughtFen: '30000', until: inOneYear(), asOf: now.toISOString() };
    const book = (held: string) =>
      test.database.transaction((tx) =>
        bookPositions(tx, [position], new Set([held]), { machine: asMachine(now), legal: asLegal(now) }),
      );
    // the freeze moved while the caller waited for the case it had read: nothing is written into a case nobody holds
    await book(preservation.id);
    expect((await freezesOf(enforcement))[0]).not.toMatchObject({ caught: '300.00' });
    await book(enforcement.id);
    expect((await freezesOf(enforcement))[0]).toMatchObject({ id, caught: '300.00' });
    const { rows } = await test.database.query(`select case_id from event where subject_id = $1 and data ->> 'by' = 'reported'`, [
      id,
    ]);
    expect(rows).toEqual([{ case_id: enforcement.id }]);
  });

  it('R2.1-7 goes on to a third file, one freeze by name', async () => {
    const files = [await preserved(), await openWageCase(api), await openWageCase(api)] as const;
    const [id, stays] = [await frozen(files[0]), await frozen(files[0])];
    await takeOver(files[1], files[0], { freezeIds: [id] });
    await takeOver(files[2], files[1], { freezeIds: [id] });
    expect((await freezesOf(files[2])).map((one: { id: string }) => one.id)).toEqual([id]);
    expect((await freezesOf(files[0])).map((one: { id: string }) => one.id)).toEqual([stays]);
  });

  it('R2.1-7 is refused whole while an order about it is under way, for strangers and other courts', async () => {
    const [preservation, enforcement] = [await preserved(), await openWageCase(api)];
    const [id, busy] = [await frozen(preservation), await frozen(preservation)];
    await ordered(api, {
      ...{ caseId: preservation.id, measure: 'release', legalBasis: preservation.legalBasis, targets: [{ freezeId: busy }] },
    });
    const refused = await takeOver(enforcement, preservation, { freezeIds: [id, busy] });
    expect(refused.body.problems).toMatchObject([{ field: 'freezeIds[1]', code: 'freeze.busy' }]);
    expect(refused.body.problems[0].message).toContain('R2.1-7');
    expect((await freezesOf(enforcement)).length).toBe(0);

    const elsewhere = await openWageCase(api, { court: { code: '桂1302', name: '来宾市兴宾区人民法院' } });
    const otherCourt = await takeOver(elsewhere, preservation, { freezeIds: [id] });
    expect(otherCourt.body.problems[0]).toMatchObject({ field: 'fromCaseId', code: 'case.other_court' });
    await test.database.query(`update party set id_numbers = '{X}' where id = $1`, [enforcement.debtorId]);
    const stranger = await takeOver(enforcement, preservation, { freezeIds: [id] });
    expect(stranger.body.problems[0]).toMatchObject({ field: 'freezeIds[0]', code: 'party.not_debtor' });
    expect((await takeOver(enforcement, enforcement)).body.problems[0]).toMatchObject({ code: 'case.unknown' });
    expect((await takeOver(await openWageCase(api), await openWageCase(api))).body.problems[0]).toMatchObject({
      code: 'freeze.none',
    });
  });
});

describe('a renewal that comes too late', () => {
  it('R2.1-4 renews nothing: the rank is lost and a new freeze begins a new one', async () => {
    const one = await openWageCase(api);
    const freezeId = await frozen(one);
    await test.database.query(`update account_freeze set state = 'expired', caught_fen = 0 where id = $1`, [freezeId]);
    const targets = [{ freezeId, until: new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10) }];
    const late = await api.post('judge-wei', '/orders', {
      caseId: one.id,
      measure: 'renew',
      legalBasis: one.legalBasis,
      targets,
    });
    expect(late.body.problems[0]).toMatchObject({ field: 'targets[0].freezeId', code: 'freeze.over' });
    expect(late.body.problems[0].message).toMatch(/R2\.1-4.*new freeze.*new rank/);
  });
});
