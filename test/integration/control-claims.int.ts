import { beforeEach, describe, expect, it } from '@jest/globals';
import { asMachine, type MachineTime, plusMs } from '#platform/clocks.js';
import { claimRequests } from '#storage/queue/claim.js';
import { dispatchedByGroup } from '#storage/queue/dispatched.js';
import { Database } from '#storage/database.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, seedFlow, seedOrder, T0 } from './harness/seeds.js';

const now: MachineTime = asMachine(new Date(T0.getTime() + 60_000));
const inquire = { measure: 'inquire' };

describe('claims', () => {
  const test = withDatabase('claims');
  const claim = async (most = 1000, at = now, database: Database = test.database) =>
    (await claimRequests(database, { now: at, sendWindowMs: () => 12_000, most })).requests;

  beforeEach(async () => {
    await test.database.query('truncate queue, institution_flow, switch');
  });

  /** Thirty inquiries wait for a bank with a window of ten. */
  async function thirtyWait() {
    const seeded = await seedCase(test.database);
    await seedFlow(test.database, 'icbc', 10);
    await seedOrder(
      test.database,
      seeded,
      Array.from({ length: 30 }, () => ({ institution: 'icbc', task: inquire })),
    );
    return seeded;
  }

  it('keep the window whatever the number of replicas that claim at once', async () => {
    const seeded = await seedCase(test.database);
    await seedOrder(
      test.database,
      seeded,
      Array.from({ length: 60 }, () => ({ institution: 'icbc', task: inquire })),
    );
    await seedFlow(test.database, 'icbc', 20);
    const replicas = [test.database, new Database({ url: test.url, poolSize: 4, applicationName: 'second' })];
    const claimed = (await Promise.all(Array.from({ length: 24 }, (_, index) => claim(1000, now, replicas[index % 2])))).flat();
    await replicas[1]?.close();
    // two of twenty slots are kept for urgent requests
    expect(claimed).toHaveLength(18);
    expect(new Set(claimed.map(({ requestId }) => requestId)).size).toBe(18);
  });

  it('let an urgent request overtake and use the slots kept for it', async () => {
    const seeded = await thirtyWait();
    expect(await claim()).toHaveLength(9);
    const urgent = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: freezeTask('1'), dueAt: plusMs(asMachine(T0), -86_400_000), urgent: true },
    ]);
    const next = await claim();
    expect(next.map(({ requestId, isUrgent }) => ({ requestId, isUrgent }))).toEqual([
      { requestId: urgent.requestIds[0], isUrgent: true },
    ]);
    expect(await claim()).toHaveLength(0);
  });

  it('leave alone a full window when told so, but never for something urgent; and tell how full it is', async () => {
    const seeded = await thirtyWait();
    const options = { now, sendWindowMs: () => 12_000, most: 1000 };
    expect(await claimRequests(test.database, { ...options, isSpared: (code) => code === 'icbc' })).toEqual({
      requests: [],
      looks: [],
      after: '',
    });
    const { requests, looks } = await claimRequests(test.database, { ...options, isSpared: (code) => code === 'ccb' });
    expect(requests).toHaveLength(9);
    expect(looks).toEqual([{ institution: 'icbc', window: 10, free: 9, taken: 9 }]);
    const urgent = await seedOrder(test.database, seeded, [{ institution: 'icbc', task: freezeTask('7'), urgent: true }]);
    const last = await claimRequests(test.database, { ...options, isSpared: (code) => code === 'icbc' });
    expect(last.requests.map(({ requestId }) => requestId)).toEqual(urgent.requestIds);
    expect(last.looks).toEqual([{ institution: 'icbc', window: 10, free: 0, taken: 1 }]);
  });

  it('are counted by group while they are on their way, without the urgent ones', async () => {
    const seeded = await thirtyWait();
    await seedFlow(test.database, 'ccb', 10);
    await seedOrder(test.database, seeded, [{ institution: 'ccb', task: inquire }]);
    await seedOrder(test.database, seeded, [{ institution: 'ccb', task: freezeTask('3'), urgent: true }]);
    expect(await dispatchedByGroup(test.database)).toEqual(new Map());
    expect(await claim()).toHaveLength(11);
    expect(await dispatchedByGroup(test.database)).toEqual(new Map([['banks', 10]]));
  });

  it('lock nobody for whom there is no place', async () => {
    await thirtyWait();
    expect(await claim()).toHaveLength(9);
    // the tenth place is kept for urgent requests
    expect(await claim()).toHaveLength(0);
    // a lock leaves its mark on the row, long after it was let go
    const { rows } = await test.database.query(`select request_id from queue where state = 'queued' and xmax <> 0`);
    expect(rows).toHaveLength(0);
  });

  it('go from institution to institution, a part of them at a time, and to all that have something urgent', async () => {
    const seeded = await seedCase(test.database);
    const institutions = Array.from({ length: 10 }, (_, index) => `bank${index}`);
    for (const institution of institutions) await seedFlow(test.database, institution, 64);
    await seedOrder(
      test.database,
      seeded,
      institutions.flatMap((institution) => Array.from({ length: 20 }, () => ({ institution, task: inquire }))),
    );
    // three institutions at a time, sixteen requests each
    const options = { now, sendWindowMs: () => 12_000, most: 48 };
    const visited: string[][] = [];
    let after = '';
    for (let turn = 0; turn < 4; turn += 1) {
      const claim = await claimRequests(test.database, { ...options, after });
      visited.push(claim.looks.map(({ institution }) => institution));
      for (const { taken } of claim.looks) expect(taken).toBeGreaterThanOrEqual(16);
      after = claim.after;
    }
    expect(visited).toEqual([institutions.slice(0, 3), institutions.slice(3, 6), institutions.slice(6, 9), ['bank9']]);
    expect(after).toBe('');
    await seedOrder(test.database, seeded, [{ institution: 'bank0', task: freezeTask('8'), urgent: true }]);
    const { looks, requests } = await claimRequests(test.database, { ...options, after: 'bank5' });
    expect(looks.map(({ institution }) => institution)).toEqual(['bank0', 'bank6', 'bank7', 'bank8']);
    expect(requests.filter(({ institution }) => institution === 'bank0').length).toBeGreaterThan(0);
  });

  it('send one measure per account at a time, in the order they were asked for', async () => {
    const seeded = await seedCase(test.database);
    await seedFlow(test.database, 'icbc', 10);
    const { requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: freezeTask('6222') },
      { institution: 'icbc', task: freezeTask('6222') },
      { institution: 'icbc', task: freezeTask('6333') },
    ]);
    const first = (await claim()).map(({ requestId }) => requestId).sort();
    expect(first).toEqual([requestIds[0], requestIds[2]].sort());
    expect(await claim()).toHaveLength(0);
    await test.database.query('delete from queue where request_id = $1', [requestIds[0]]);
    expect((await claim()).map(({ requestId }) => requestId)).toEqual([requestIds[1]]);
  });

  it('never send a second measure beside one in flight, also when the earlier one became visible later', async () => {
    const seeded = await seedCase(test.database);
    await seedFlow(test.database, 'icbc', 10);
    const { requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: freezeTask('6444') },
      { institution: 'icbc', task: freezeTask('6444') },
    ]);
    // the second was committed and claimed while the transaction of the first was still open
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where request_id = $1`, [requestIds[1]]);
    expect(await claim()).toHaveLength(0);
    await test.database.query('delete from queue where request_id = $1', [requestIds[1]]);
    expect((await claim()).map(({ requestId }) => requestId)).toEqual([requestIds[0]]);
  });

  it('leave alone an institution that is switched off, has no window, or whose breaker is open', async () => {
    const seeded = await seedCase(test.database);
    await seedOrder(
      test.database,
      seeded,
      ['off', 'none', 'open', 'probe', 'well'].map((institution) => ({ institution, task: inquire })),
    );
    await seedFlow(test.database, 'off', 5);
    await seedFlow(test.database, 'none', 0);
    await seedFlow(test.database, 'open', 5, { breaker: 'open', openUntil: plusMs(now, 1) });
    await seedFlow(test.database, 'probe', 1, { breaker: 'open', openUntil: plusMs(now, -1) });
    await seedFlow(test.database, 'well', 5);
    await test.database.query(`insert into switch values ('institution:off', false, 'maintenance', 'judge', $1)`, [now]);
    expect((await claim()).map(({ institution }) => institution).sort()).toEqual(['probe', 'well']);
  });

  it('wait for not-before, raise the attempt, and set when sending ends and when the lease does', async () => {
    const seeded = await seedCase(test.database);
    await seedFlow(test.database, 'icbc', 5);
    await seedOrder(test.database, seeded, [{ institution: 'icbc', task: inquire }]);
    await test.database.query('update queue set attempt = 3, not_before = $1', [plusMs(now, 1)]);
    expect(await claim()).toHaveLength(0);
    const [claimed] = await claim(1000, plusMs(now, 1));
    expect(claimed).toMatchObject({ attempt: 4, notAfter: plusMs(now, 12_001) });
    const { rows } = await test.database.query<{ lease_until: Date }>('select lease_until from queue');
    expect(rows[0]?.lease_until).toEqual(plusMs(now, 30_001));
  });
});
