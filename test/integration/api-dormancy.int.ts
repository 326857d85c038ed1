import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { freezeOrder, openWageCase, ordered } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_dormancy');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const notice = { noticeNumber: '（2015）合执字第12-3号' };

function problem(reply: ApiReply): [string, string][] {
  expect(reply.status).toBe(422);
  return reply.body.problems.map((one: { field: string; code: string }): [string, string] => [one.field, one.code]);
}

describe('dormancy and resumption', () => {
  it('needs an answer of everybody about every debtor, starts ten half-years, and ends with the resumption', async () => {
    const one = await openWageCase(api);
    const close = (on: string) =>
      api.post('judge-wei', `/cases/${one.id}/dormancy`, { on, reason: '无财产可供执行', documentId: one.documentId });
    expect(problem(await close('2015-05-01'))).toEqual([['on', 'dormancy.too_early']]);
    const { body: institutions } = await api.get('judge-wei', '/institutions');
    expect(problem(await close('2015-11-20'))).toHaveLength(
      institutions.filter((at: { measures: string[] }) => at.measures.includes('inquire')).length,
    );
    const { requests } = await ordered(api, {
      caseId: one.id,
      measure: 'inquire',
      legalBasis: notice,
      targets: { institutions: 'all' },
    });
    for (const requestId of requests.slice(1)) await answer(test.database, requestId, { outcome: 'nothing' });
    expect(problem(await close('2015-11-20')).map(([, code]) => code)).toEqual(['dormancy.no_answer_yet']);
    await answer(test.database, requests[0] ?? '', { outcome: 'nothing' });
    const dormant = await close('2015-11-20');
    expect(dormant.body).toMatchObject({ state: 'dormant', dormantOn: '2015-11-20', watch: { until: '2020-11-20' } });
    expect(dormant.body.watch.slots[0]).toEqual({ slot: 1, dueOn: '2016-05-20', state: 'waiting' });
    expect((await api.post('judge-wei', '/orders', freezeOrder(one, '1.00'))).body.code).toBe('illegal_transition');
    const findingId = randomUUID();
    const evidence = {
      rule: { name: 'regained-funds', version: 1 },
      outstandingFen: '30500000',
      thresholdsFen: { info: '100', review: '1000', freeze_now: '10000' },
      sightings: [
        {
          institution: 'abc',
          account: '20101301040006789',
          availableFen: '30500000',
          currency: 'CNY',
          at: '2020-03-12T01:30:00Z',
          source: { kind: 'credit', noticeId: 'n1', creditId: 'c1', amountFen: '30500000' },
        },
      ],
      assets: [],
    };
    await test.database.query(
      `insert into finding (id, case_id, party_id, kind, level, amount_fen, evidence, found_at, found_legal_at)
       values ($1, $2, $3, 'credit', 'freeze_now', 30500000, $5, $4, $4)`,
      [findingId, one.id, one.debtorId, new Date(), JSON.stringify(evidence)],
    );
    const findings = await api.get('judge-wei', `/findings?state=open&caseId=${one.id}`);
    expect(findings.body.items).toMatchObject([
      {
        id: findingId,
        amount: '305000.00',
        level: 'freeze_now',
        evidence: { outstanding: '305000.00', sightings: [{ available: '305000.00' }] },
      },
    ]);
    const resumed = await api.post('judge-wei', `/cases/${one.id}/resumption`, {
      resumedNumber: '(2020)桂1381执恢5号',
      findingId,
      reason: '发现财产',
      documentId: one.documentId,
    });
    expect(resumed.body).toMatchObject({ state: 'resumed', resumedNumber: '（2020）桂1381执恢5号', watch: { state: 'ended' } });
    expect((await api.get('judge-wei', `/findings?caseId=${one.id}`)).body.items).toMatchObject([
      { state: 'resumed', closedBy: 'judge-wei' },
    ]);
    expect((await api.post('judge-wei', '/orders', freezeOrder(one, '305000.00'))).status).toBe(201);
    const audit = await api.get('auditor-ban', `/cases/${one.id}/audit`);
    expect(audit.body.items.map((entry: { act: string }) => entry.act)).toEqual(
      expect.arrayContaining(['open_case', 'close_case_as_dormant', 'resume_case', 'close_finding_resumed']),
    );
  });
});
