import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { readTimeLimits } from '#storage/law/time-limit-file.js';
import { newId } from '#storage/new-id.js';
import { closeObjection, fileObjection } from '#storage/objections/objections.js';
import { beginStay, endStay, findStay } from '#storage/stays/stays.js';
import { acknowledgeTimeLimit, openTimeLimits } from '#storage/time-limits/open-time-limits.js';
import { raiseTimeLimits } from '#storage/time-limits/time-limit-warnings.js';
import { withDatabase } from './harness/database.js';
import { seedCase, type SeededCase, T0 } from './harness/seeds.js';

const rules = readTimeLimits('config/law');
const at = { machine: asMachine(T0), legal: asLegal(T0) };
const judge = { id: 'judge', role: 'judge' } as const;
const everyDay = (_day: string) => true;
const weekdays = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

describe('what the court has to do by a day', () => {
  const test = withDatabase('time_limits');

  async function paper({ caseId }: SeededCase): Promise<string> {
    const id = newId();
    await test.database.query(
      `insert into document (id, case_id, kind, name, media_type, content, sha256, created_by, created_at)
       values ($1, $2, 'ruling', 'r.pdf', 'application/pdf', 'x', repeat('a', 64), 'judge', $3)`,
      [id, caseId, T0],
    );
    return id;
  }
  const objection = async (seeded: SeededCase, answerBy: string) => {
    const facts = { institution: 'icbc', account: '1', grounds: '系工资专户', receivedOn: '2026-11-02', answerBy };
    const documentId = await paper(seeded);
    return test.database.transaction((tx) => fileObjection(tx, { caseId: seeded.caseId, ...facts, documentId }, judge, at));
  };
  const stay = async (seeded: SeededCase, until: string | undefined) => {
    const { caseId } = seeded;
    const law = { kind: 'stay_on_security', rule: 'R7.2-4', zh: '暂缓执行', bars: ['deduct', 'pay'], authority: '' } as const;
    const facts = { kind: law.kind, from: '2026-11-02', until, reason: '担保', documentId: await paper(seeded) };
    return test.database.transaction((tx) =>
      beginStay(tx, { caseId, partyId: undefined, account: undefined, ...facts }, law, judge, at),
    );
  };
  const look = async (today: string, database: Database = test.database, isWorkingDay = everyDay) =>
    (await raiseTimeLimits(database, today, rules, isWorkingDay, at)).map(({ id, days, alarm, tell }) => ({
      id,
      days,
      alarm,
      tell,
    }));
  const events = async ({ caseId }: SeededCase) =>
    (
      await test.database.query<{ kind: string }>(
        `select kind from event where case_id = $1 and kind like 'time_limit.%' order by id`,
        [caseId],
      )
    ).rows.map(({ kind }) => kind);
  const endAll = () =>
    test.database
      .query(`update objection set state = 'withdrawn', closed_on = '2027-01-01', closed_by = 'judge', closing_reason = 'x',
      closing_document_id = document_id where state = 'open'`);

  it('R1.3-3: the answer to an objection is called for before its last day, on it and after it, until it is given', async () => {
    const seeded = await seedCase(test.database);
    const id = await objection(seeded, '2026-11-17');
    expect(await look('2026-11-09')).toEqual([]);
    expect(await look('2026-11-10')).toEqual([{ id, days: 7, alarm: false, tell: ['clerk', 'judge'] }]);
    expect(await look('2026-11-10')).toEqual([]);
    // nobody said that they knew: the next rung goes one higher too
    expect(await look('2026-11-14')).toEqual([{ id, days: 3, alarm: false, tell: ['judge', 'approver'] }]);
    expect((await look('2026-11-17')).map(({ days, alarm }) => [days, alarm])).toEqual([[0, true]]);
    expect(await events(seeded)).toEqual(['time_limit.ending', 'time_limit.ending', 'time_limit.ending']);
    expect((await look('2026-11-18')).map(({ days, alarm }) => [days, alarm])).toEqual([[-1, true]]);
    expect((await events(seeded)).at(-1)).toBe('time_limit.passed');
    const answer = { act: 'reject', on: '2026-11-19', reason: '不成立', documentId: await paper(seeded) } as const;
    await test.database.transaction((tx) => closeObjection(tx, id, answer, judge, at));
    expect(await look('2026-12-31')).toEqual([]);
    expect(await openTimeLimits(test.database, { caseIds: [seeded.caseId], limit: 5 })).toEqual([]);
  });

  it('R7.2-4 R7.2-3: a stay ordered until a day is called up before it and stays an alarm after it; one without a day is not', async () => {
    const seeded = await seedCase(test.database);
    const id = await stay(seeded, '2026-12-31');
    await stay(await seedCase(test.database), undefined);
    expect((await look('2026-12-01')).map(({ days, tell }) => [days, tell])).toEqual([[30, ['clerk']]]);
    const [row] = await openTimeLimits(test.database, { caseIds: [seeded.caseId], limit: 5 });
    if (row === undefined) throw new Error('no time limit');
    expect(row).toMatchObject({ id, kind: 'stay_end', last_day: '2026-12-31', stay_kind: 'stay_on_security' });
    expect(await test.database.transaction((tx) => acknowledgeTimeLimit(tx, row, '已知', judge, at))).toBe(1);
    expect(await test.database.transaction((tx) => acknowledgeTimeLimit(tx, row, '已知', judge, at))).toBe(0);
    expect((await look('2026-12-16')).map(({ days, tell }) => [days, tell])).toEqual([[15, ['clerk', 'judge']]]);
    // of what a standstill missed people hear the last; all of it is kept
    expect((await look('2027-01-01')).map(({ days, alarm }) => [days, alarm])).toEqual([[-1, true]]);
    const [late] = await openTimeLimits(test.database, { caseIds: [seeded.caseId], alarm: true, limit: 5 });
    expect(late?.warnings.map(({ days, acknowledgedBy }) => [days, acknowledgedBy])).toEqual([
      [30, 'judge'],
      ...[15, 7, 3, 1, 0, -1].map((days) => [days, null]),
    ]);
    const begun = await findStay(test.database, id);
    if (begun === undefined) throw new Error('no stay');
    const end = { on: '2027-01-02', servedOn: undefined, reason: '恢复', documentId: begun.document_id };
    await test.database.transaction((tx) => endStay(tx, begun, end, judge, at));
    expect(await look('2027-01-31')).toEqual([]);
  });

  it('R1.3-3: tells on the working day before a day off, and of what has passed never before', async () => {
    const seeded = await seedCase(test.database);
    // a Sunday
    const id = await objection(seeded, '2026-11-22');
    const told = async (today: string) => (await look(today, test.database, weekdays)).map(({ days }) => days);
    expect(await told('2026-11-13')).toEqual([7]);
    expect(await told('2026-11-19')).toEqual([3]);
    expect(await told('2026-11-20')).toEqual([0]);
    expect(await told('2026-11-22')).toEqual([]);
    expect(await told('2026-11-23')).toEqual([-1]);
    const { rows } = await test.database.query(
      `select days, due_on from time_limit_warning where subject_id = $1 and days in (0, 1)`,
      [id],
    );
    expect(rows).toEqual(expect.arrayContaining([1, 0].map((days) => ({ days, due_on: '2026-11-20' }))));
    await endAll();
  });

  it('R1.3-3: is raised once by two replicas, however many there are', async () => {
    const cases = await Promise.all(Array.from({ length: 12 }, () => seedCase(test.database)));
    for (const seeded of cases) await objection(seeded, '2026-11-17');
    const other = new Database({ url: test.url, poolSize: 2, applicationName: 'replica 2' });
    try {
      const told = (await Promise.all([look('2026-11-16'), look('2026-11-16', other)])).flat();
      expect(new Set(told.map(({ id }) => id)).size).toBe(12);
      expect(told).toHaveLength(12);
    } finally {
      await other.close();
    }
    await endAll();
  });
});
