import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plusDays } from '#enforcement/watch/legal-day.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { readTimeLimits } from '#storage/law/time-limit-file.js';
import { raiseTimeLimits } from '#storage/time-limits/time-limit-warnings.js';
import { type OpenedCase, openWageCase, today } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
const test = withDatabase('api_time_limits');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

/** Plays control on a day. */
const raise = (day: string) =>
  raiseTimeLimits(test.database, day, readTimeLimits('config/law'), () => true, {
    machine: asMachine(new Date()),
    legal: asLegal(new Date()),
  });
const object = async (one: OpenedCase, receivedOn: string) => {
  const body = { caseId: one.id, institution: 'icbc', account: '6222020200112233445', receivedOn, grounds: '农民工工资专户' };
  const reply = await api.post('clerk-qin', '/objections', { ...body, documentId: one.documentId });
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body as { id: string; answerBy: string };
};
const acknowledge = (id: string, person = 'judge-wei') =>
  api.post(person, `/time-limits/${id}/acknowledgement`, { reason: '合议庭正在评议' });

describe('time limits over HTTP', () => {
  it('R1.3-3: an answer that is due stands on the case and in the list of cases, passed or not', async () => {
    const one = await openWageCase(api);
    const late = await object(one, plusDays(today(), -40));
    await object(one, today());
    const { body: shown } = await api.get('auditor-ban', `/cases/${one.id}`);
    expect(
      shown.timeLimits.map(({ kind, standing, institution }: Record<string, string>) => [kind, standing, institution]),
    ).toEqual([
      ['objection_answer', 'passed', 'icbc'],
      ['objection_answer', 'running', 'icbc'],
    ]);
    expect(shown.timeLimits[0]).toMatchObject({ id: late.id, lastDay: late.answerBy, alarm: false, acknowledged: false });
    await raise(today());
    const { body: list } = await api.get('judge-wei', '/cases?limit=5');
    const inList = list.items.find(({ id }: { id: string }) => id === one.id);
    expect(inList.timeLimits[0]).toMatchObject({ standing: 'passed', alarm: true, acknowledged: false });
    expect((await acknowledge(late.id, 'finance-nong')).status).toBe(403);
    expect((await acknowledge(late.id)).body).toEqual({ id: late.id, acknowledged: 6 });
    expect((await acknowledge(late.id)).body.acknowledged).toBe(0);
    const alarms = await api.get('judge-wei', `/time-limits?caseId=${one.id}&alarm=true`);
    // it is known and stays an alarm until the court has answered
    expect(alarms.body.items).toMatchObject([{ id: late.id, alarm: true, acknowledged: true }]);
    expect((await api.get('judge-wei', `/time-limits?caseId=${one.id}&acknowledged=false`)).body.items).toEqual([]);
    const answer = { answer: 'reject', reason: '不成立', documentId: one.documentId };
    expect((await api.post('judge-wei', `/objections/${late.id}/answer`, answer)).status).toBe(200);
    expect((await api.get('judge-wei', `/cases/${one.id}`)).body.timeLimits).toHaveLength(1);
    expect((await acknowledge(late.id)).status).toBe(404);
    const { body: trail } = await api.get('auditor-ban', `/cases/${one.id}/audit?limit=50`);
    expect(trail.items.map(({ act }: { act: string }) => act)).toContain('acknowledge_time_limit');
  });

  it('R7.2-4: the end of a stay is a time limit where a day was ordered, page by page with the others', async () => {
    const one = await openWageCase(api);
    const begin = (more: object) =>
      api.post('judge-wei', `/cases/${one.id}/stays`, { from: today(), reason: '裁定', documentId: one.documentId, ...more });
    await begin({ kind: 'suspension' });
    const near = (await begin({ kind: 'stay_on_security', until: plusDays(today(), 3) })).body;
    const far = (await begin({ kind: 'settlement', until: plusDays(today(), 90) })).body;
    await raise(today());
    const first = await api.get('judge-wei', `/time-limits?caseId=${one.id}&limit=1`);
    expect(first.body.items).toMatchObject([{ id: near.id, stayKind: 'stay_on_security', standing: 'running' }]);
    expect(first.body.items[0].warnings.map(({ days }: { days: number }) => days)).toEqual([30, 15, 7, 3]);
    const next = await api.get('judge-wei', `/time-limits?caseId=${one.id}&limit=1&cursor=${first.body.next}`);
    expect(next.body).toMatchObject({ items: [{ id: far.id, warnings: [] }], next: null });
    await raise(plusDays(today(), 4));
    expect((await api.get('judge-wei', `/time-limits?caseId=${one.id}&alarm=true`)).body.items).toMatchObject([{ id: near.id }]);
    await api.post('judge-wei', `/stays/${near.id}/end`, { reason: '恢复', documentId: one.documentId });
    expect((await api.get('judge-wei', `/cases/${one.id}`)).body.timeLimits).toMatchObject([{ id: far.id }]);
  });
});
