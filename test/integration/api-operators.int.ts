import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ANSWERS } from '#messages/topics.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { storeDeadLetter } from '#storage/dead-letters/store-dead-letter.js';
import { freezeOrder, openWageCase, ordered } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_operators');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

async function needingAttention(): Promise<{ requestId: string; caseId: string; documentId: string; orderId: string }> {
  const one = await openWageCase(api);
  const { id, requests } = await ordered(api, freezeOrder(one, '1000.00', '6222020200112233445', 'abc'));
  const [requestId = ''] = requests;
  await test.database.query(`update queue set state = 'needs_attention', attempt = 1 where request_id = $1`, [requestId]);
  await test.database.query(
    `insert into attention (id, request_id, case_id, institution, reason, detail, opened_at) values ($1, $2, $3, 'abc', 'rounds_exhausted', 'x', $4)`,
    [randomUUID(), requestId, one.id, new Date()],
  );
  return { requestId, caseId: one.id, documentId: one.documentId, orderId: id };
}

describe('stop switches', () => {
  it('are set with a reason by an operator, and named by scope', async () => {
    expect((await api.put('judge-wei', '/switches/dispatch', { on: false, reason: 'x' })).status).toBe(403);
    expect((await api.put('operator-meng', '/switches/nothing', { on: false, reason: 'x' })).status).toBe(422);
    const set = await api.put('operator-meng', '/switches/institution:icbc', { on: false, reason: '系统维护' });
    expect(set.body).toMatchObject({ scope: 'institution:icbc', on: false, setBy: 'operator-meng' });
    const { body } = await api.get('auditor-ban', '/switches');
    expect(body.find((one: { scope: string }) => one.scope === 'institution:icbc').on).toBe(false);
    expect(body.find((one: { scope: string }) => one.scope === 'dispatch').on).toBe(true);
    const institutions = await api.get('auditor-ban', '/institutions');
    expect(institutions.body.find((one: { code: string }) => one.code === 'icbc').switchedOn).toBe(false);
  });

  it('tell a judge what holds a request', async () => {
    const one = await openWageCase(api);
    const { id } = await ordered(api, freezeOrder(one, '1000.00'));
    expect((await api.get('judge-wei', `/orders/${id}/requests`)).body.items[0]).toMatchObject({
      state: 'queued',
      heldBy: 'switch',
    });
    await api.put('operator-meng', '/switches/institution:icbc', { on: true, reason: '维护完毕' });
    expect((await api.get('judge-wei', `/orders/${id}/requests`)).body.items[0].heldBy).toBeUndefined();
  });
});

describe('requests that need a person', () => {
  it('are confirmed by hand on paper, and booked like an answer', async () => {
    const { requestId, caseId, documentId, orderId } = await needingAttention();
    const listed = await api.get('operator-meng', '/attention');
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({ requestId, reason: 'rounds_exhausted', state: 'needs_attention' }),
    );
    const confirm = (over: object) =>
      api.post('operator-meng', `/attention/${requestId}/confirmation`, {
        state: 'executed',
        reason: '银行回函',
        documentId,
        ...over,
      });
    expect((await confirm({})).body.problems[0]).toMatchObject({ field: 'freeze', code: 'required' });
    expect((await confirm({ freeze: { caught: '1000.01' } })).body.problems[0].code).toBe('amount.above_cap');
    expect((await confirm({ documentId: randomUUID(), freeze: { caught: '1.00' } })).body.problems[0].field).toBe('documentId');
    const done = await confirm({ freeze: { caught: '400.00' } });
    expect(done.body).toMatchObject({ state: 'executed', answers: [{ kind: 'final' }] });
    const { body: freezes } = await api.get('judge-wei', `/cases/${caseId}/freezes`);
    expect(freezes.items).toMatchObject([{ id: requestId, cap: '1000.00', caught: '400.00', uncaught: '600.00' }]);
    expect((await api.get('judge-wei', `/orders/${orderId}`)).body.state).toBe('complete');
    expect((await api.get('operator-meng', '/attention')).body.items).not.toContainEqual(expect.objectContaining({ requestId }));
    const { body: events } = await api.get('judge-wei', `/cases/${caseId}/events`);
    expect(events.items).toContainEqual(expect.objectContaining({ kind: 'request.confirmed_by_hand', actor: 'operator-meng' }));
    expect((await confirm({ freeze: { caught: '1.00' } })).body.code).toBe('illegal_transition');
  });

  it('keep what is booked where a second answer contradicts it: no figures are asked for that the book has long left behind', async () => {
    const { requestId, caseId, documentId } = await needingAttention();
    const confirm = (body: object) =>
      api.post('operator-meng', `/attention/${requestId}/confirmation`, { reason: '银行回函', documentId, ...body });
    await confirm({ state: 'executed', freeze: { caught: '400.00' } });
    const now = new Date();
    const refused = { kind: 'final', outcome: 'refused', bankTime: now.toISOString(), asOf: now.toISOString() } as const;
    const answer = { requestId, caseId, attempt: 1, institution: 'abc', outcome: refused };
    await test.database.transaction((tx) =>
      recordAnswers(tx, [answer], { machine: asMachine(now), legal: asLegal(now) }, () => patience),
    );
    expect((await api.get('operator-meng', '/attention')).body.items).toContainEqual(
      expect.objectContaining({ requestId, reason: 'contradiction' }),
    );
    expect((await confirm({ state: 'refused' })).body.code).toBe('illegal_transition');
    expect((await confirm({ state: 'executed' })).body).toMatchObject({ state: 'executed' });
    const { body: freezes } = await api.get('judge-wei', `/cases/${caseId}/freezes`);
    expect(freezes.items).toMatchObject([{ id: requestId, cap: '1000.00', caught: '400.00' }]);
  });

  it('may be asked again: the institution says what became of it', async () => {
    const { requestId } = await needingAttention();
    const asked = await api.post('operator-meng', `/attention/${requestId}/ascertain`, { reason: '银行已恢复' });
    expect(asked.body.state).toBe('unconfirmed');
    expect((await api.get('operator-meng', '/unconfirmed')).body.items).toContainEqual(expect.objectContaining({ requestId }));
  });
});

describe('dead letters', () => {
  it('are looked at, put right, replayed once or given up with a reason', async () => {
    await storeDeadLetter(
      test.database,
      { topic: ANSWERS, key: 'k', payload: Buffer.from('{"type":"answers"'), reason: 'not_json', detail: 'x' },
      asMachine(new Date()),
    );
    const { body } = await api.get('operator-meng', '/dead-letters');
    const [letter] = body.items;
    expect((await api.get('operator-meng', `/dead-letters/${letter.id}`)).body.payload).toBe('{"type":"answers"');
    const replay = (payload?: object) =>
      api.post('operator-meng', `/dead-letters/${letter.id}/replay`, { reason: '已更正', ...(payload ? { payload } : {}) });
    expect((await replay()).status).toBe(422);
    expect((await replay({ type: 'answers', version: 1, caseId: randomUUID(), items: [] })).body.problems[0].field).toBe(
      'payload.items',
    );
    const good = {
      type: 'answers',
      version: 1,
      caseId: randomUUID(),
      items: [
        {
          requestId: randomUUID(),
          attempt: 1,
          institution: 'icbc',
          at: new Date().toISOString(),
          outcome: { kind: 'silent', reached: 'no', cause: 'refused' },
        },
      ],
    };
    expect((await replay(good)).body).toMatchObject({ state: 'replayed', closedBy: 'operator-meng' });
    expect((await replay(good)).status).toBe(409);
    expect((await api.get('judge-wei', '/dead-letters')).status).toBe(403);
  });
});

describe('the demo', () => {
  it('moves legal time and says where it is', async () => {
    const moved = await api.post('operator-meng', '/demo/clock', { legal: '2020-03-16T10:00:00+08:00', reason: '演示' });
    expect(moved.status).toBe(200);
    expect(moved.body.legal.slice(0, 10)).toBe('2020-03-16');
    expect((await api.post('judge-wei', '/demo/clock', { legal: '2020-03-16T10:00:00+08:00', reason: 'x' })).status).toBe(403);
  });
});
