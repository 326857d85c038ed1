import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { expireFreezes } from '#storage/freezes/expire-freezes.js';
import { promoteQueued } from '#storage/freezes/promote-queued.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { readTerms } from '#storage/law/term-file.js';
import { isWorkingDay } from '#storage/law/working-days.js';
import { raiseExpiryWarnings } from '#storage/terms/expiry-warnings.js';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { openSimulatedBank, type SimulatedBank } from './harness/simulated-bank.js';

let api: TestApi;
let ccb: SimulatedBank;
afterAll(async () => {
  await ccb.close();
  await api.close();
});
// its own hook drops the database: after the api has closed
const test = withDatabase('terms_to_the_minute');
beforeAll(async () => {
  api = await openApi(test.url);
  ccb = await openSimulatedBank(test.database, test.url, { termEndsAt: '17:30' });
}, 60_000);

const freezesOf = async (one: OpenedCase) => (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body.items;
const momentAt = (legal: Date) => ({ machine: asMachine(new Date()), legal: asLegal(legal) });
const renewal = (one: OpenedCase, freezeId: string, until: string) => ({
  ...{ caseId: one.id, measure: 'renew', legalBasis: one.legalBasis, targets: [{ freezeId, until }] },
});
const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('the end of a term', () => {
  it('R1.8-4, R2.1-4, R2.2-5 comes at the minute the bank told; a queued freeze that was renewed moves up then', async () => {
    const [one, other] = [await openWageCase(api), await openWageCase(api)];
    const account = '45050164520100000123';
    await ccb.openAccount(one.debtorId, account, '500.00');
    const [senior = ''] = (await ordered(api, freezeOrder(one, '500.00', account, 'ccb'))).requests;
    await ccb.carryOut([senior]);
    const [junior = ''] = (await ordered(api, freezeOrder(other, '300.00', account, 'ccb'))).requests;
    await ccb.carryOut([junior]);
    const ends = new Date(`${inOneYear()}T17:30:00+08:00`);
    expect(await freezesOf(one)).toMatchObject([{ until: inOneYear(), endsAt: ends.toISOString(), caught: '500.00' }]);

    // queued with all of it, and renewed like any other
    expect(await freezesOf(other)).toMatchObject([{ caught: '0.00', uncaught: '300.00', until: inOneYear() }]);
    const later = daysFromNow(500);
    await ccb.carryOut((await ordered(api, renewal(other, junior, later))).requests);
    const renewed = { until: later, endsAt: new Date(`${later}T17:30:00+08:00`).toISOString() };
    expect(await freezesOf(other)).toMatchObject([{ ...renewed, state: 'active', caught: '0.00', cap: '300.00' }]);

    const justBefore = new Date(ends.getTime() - 1);
    await ccb.setBusiness(new Date(ends.getTime() - 1_000));
    expect(ccb.bank.status(senior)['present']).toMatchObject({ active: true });
    expect(await expireFreezes(test.database, momentAt(justBefore))).toBe(0);
    await ccb.setBusiness(ends);
    expect(ccb.bank.status(senior)['present']).toMatchObject({ active: false });
    expect(await expireFreezes(test.database, momentAt(ends))).toBe(1);
    expect(await freezesOf(one)).toMatchObject([{ state: 'expired', caught: '0.00' }]);
    const { rows } = await test.database.query(`select true_at from freeze_event where freeze_id = $1 and kind = 'expired'`, [
      senior,
    ]);
    expect(rows).toEqual([{ true_at: ends }]);

    expect(await promoteQueued(test.database, 100, momentAt(ends))).toBe(1);
    await ccb.ask([junior], ends);
    expect(await freezesOf(other)).toMatchObject([{ ...renewed, caught: '300.00' }]);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);

  it('R2.1-4, R2.1-5 is shown with the working days on which the renewal opens and closes', async () => {
    const one = await openWageCase(api);
    const account = '45050164520100000888';
    await ccb.setBusiness(new Date());
    await ccb.openAccount(one.debtorId, account, '1.00');
    const [freezeId = ''] = (await ordered(api, freezeOrder(one, '1.00', account, 'ccb'))).requests;
    await ccb.carryOut([freezeId]);
    // the end before the National Day holiday of 2026, off from 1 to 7 October
    await test.database.query(
      `update account_freeze set until_date = '2026-10-08', told_end = '2026-10-08T17:30+08' where id = $1`,
      [freezeId],
    );
    const window = { opensOn: '2026-09-08', lastDay: '2026-09-29' };
    expect(await freezesOf(one)).toMatchObject([{ renewal: window, endsAt: '2026-10-08T09:30:00.000Z' }]);
    const { ladder } = readTerms('config/law');
    const raised = momentAt(new Date('2026-09-08T01:00:00Z'));
    await raiseExpiryWarnings(test.database, '2026-09-08', ladder, isWorkingDay, raised);
    expect((await api.get('judge-wei', `/freezes/expiring?caseId=${one.id}`)).body.items).toMatchObject([
      { id: freezeId, opensOn: window.opensOn, renewBy: window.lastDay, endsAt: '2026-10-08T09:30:00.000Z' },
    ]);
    await test.database.query(`update account_freeze set state = 'expired', caught_fen = 0 where id = $1`, [freezeId]);
    expect((await freezesOf(one))[0].renewal).toBeUndefined();
  }, 60_000);

  it('R2.1-4 leaves nothing to renew a minute later, though the day is not over and nobody has booked it yet', async () => {
    const one = await openWageCase(api);
    const account = '45050164520100000777';
    await ccb.openAccount(one.debtorId, account, '1.00');
    const [freezeId = ''] = (await ordered(api, freezeOrder(one, '1.00', account, 'ccb'))).requests;
    await ccb.carryOut([freezeId]);
    const passed = new Date(Date.now() - 60_000);
    await test.database.query('update account_freeze set told_end = $2 where id = $1', [freezeId, passed]);
    const reply = await api.post('judge-wei', '/orders', renewal(one, freezeId, daysFromNow(500)));
    expect(reply.body.problems).toMatchObject([
      { field: 'targets[0].freezeId', code: 'freeze.over', rule: 'R2.1-4', article: '查封扣押冻结规定第27条' },
    ]);
  }, 60_000);
});
