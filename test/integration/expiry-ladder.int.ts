import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { readTerms } from '#storage/law/term-file.js';
import { acknowledgeExpiry, expiringFreezes } from '#storage/terms/expiring-freezes.js';
import { raiseExpiryWarnings } from '#storage/terms/expiry-warnings.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const { ladder } = readTerms('config/law');
const at = { machine: asMachine(T0), legal: asLegal(T0) };
const everyDay = () => true;
const END = '2027-01-31';

describe('the ladder of ends', () => {
  const test = withDatabase('expiry_ladder');

  async function freeze(seeded: SeededCase, account: string, caughtFen: number, until = END) {
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task: freezeTask(account) }]);
    const id = requestIds[0] ?? '';
    await test.database.query(`update request set state = 'executed' where order_id = $1`, [orderId]);
    await test.database.query(`delete from queue where order_id = $1`, [orderId]);
    await test.database.query(
      `insert into account_freeze (id, case_id, order_id, party_id, institution, account, account_key, state, cap_fen, caught_fen, from_date, until_date, reported_at)
       values ($1, $2, $3, $4, 'icbc', $5, $6, 'active', 100000, $7, '2026-01-31', $8, $9)`,
      [id, seeded.caseId, orderId, seeded.debtorId, account, Number(account), caughtFen, until, T0],
    );
    return id;
  }

  const look = (today: string, database: Database = test.database) =>
    raiseExpiryWarnings(database, today, ladder, everyDay, at).then((told) =>
      told.map(({ freezeId, days, alarm, renewal, tell }) => ({ freezeId, days, alarm, renewal, tell })),
    );

  it('R2.1-4, R2.2-5: warns of each rung once, of queued freezes too, and raises what it missed', async () => {
    const seeded = await seedCase(test.database);
    const caught = await freeze(seeded, '101', 100_000);
    const queued = await freeze(seeded, '102', 0);
    expect(await look('2026-12-31')).toEqual([]);
    const first = await look('2027-01-01');
    expect(first.map(({ freezeId, days }) => [freezeId, days])).toEqual([
      [caught, 30],
      [queued, 30],
    ]);
    expect(await look('2027-01-01')).toEqual([]);
    expect((await look('2027-01-24')).map(({ days, alarm }) => [days, alarm])).toEqual([
      [7, false],
      [7, false],
    ]);
    const { rows } = await test.database.query(`select days from expiry_warning where freeze_id = $1 order by days`, [queued]);
    expect(rows).toEqual([{ days: 7 }, { days: 15 }, { days: 30 }]);
    await test.database.query(`update account_freeze set state = 'released' where case_id = $1`, [seeded.caseId]);
  });

  it('R2.1-4: is raised once by two replicas', async () => {
    const seeded = await seedCase(test.database);
    await freeze(seeded, '111', 100_000);
    const other = new Database({ url: test.url, poolSize: 2, applicationName: 'replica 2' });
    try {
      const told = await Promise.all([look('2027-01-28'), look('2027-01-28', other)]);
      expect(told.flat().map(({ days, alarm }) => [days, alarm])).toEqual([[3, true]]);
    } finally {
      await other.close();
    }
    await test.database.query(`update account_freeze set state = 'released' where case_id = $1`, [seeded.caseId]);
  });

  it('R2.1-4: an acknowledgement keeps the next rung from going one higher; an unconfirmed renewal is an alarm near the end', async () => {
    const seeded = await seedCase(test.database);
    const id = await freeze(seeded, '121', 100_000);
    await look('2027-01-16');
    const acknowledged = await test.database.transaction((tx) =>
      acknowledgeExpiry(tx, { freezeId: id, caseId: seeded.caseId, reason: '准备续冻' }, { id: 'judge', role: 'judge' }, at),
    );
    expect(acknowledged).toBe(2);
    expect(await look('2027-01-24')).toEqual([{ freezeId: id, days: 7, alarm: false, renewal: 'none', tell: ['judge'] }]);
    await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: { measure: 'renew', account: '121', freezeRequestId: id, until: '2028-01-31' } },
    ]);
    expect(await look('2027-01-28')).toEqual([
      { freezeId: id, days: 3, alarm: true, renewal: 'on_the_way', tell: ['judge', 'approver'] },
    ]);
    const [row] = await expiringFreezes(test.database, { caseId: seeded.caseId, alarm: true, limit: 10 });
    expect(row).toMatchObject({ id, until_date: END, renew_by: '2027-01-29', alarm: true, renewal: 'on_the_way' });
    expect(row?.warnings.map(({ days, acknowledgedBy }) => [days, acknowledgedBy])).toEqual([
      [30, 'judge'],
      [15, 'judge'],
      [7, null],
      [3, null],
    ]);
    // renewed: another end, another ladder
    await test.database.query(`update account_freeze set until_date = '2028-01-31' where id = $1`, [id]);
    expect(await look('2027-01-30')).toEqual([]);
    expect(await expiringFreezes(test.database, { caseId: seeded.caseId, limit: 10 })).toEqual([]);
  });
});
