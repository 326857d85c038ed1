import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outcome } from '#messages/answers.js';
import { type RequestItem } from '#messages/requests.js';
import { readBatch } from './batch-outcomes.js';
import { prepare } from './driver.js';
import { restJson } from './drivers/rest-json/driver.js';

const idOf = (n: number) => `01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f10${String(n).padStart(2, '0')}`;
const at = '2026-03-02T09:00:00.000+08:00';
const inquiry = (n: number): RequestItem => ({
  requestId: idOf(n),
  attempt: 1,
  caseId: idOf(99),
  notAfter: at,
  caseNumber: '（2020）桂1381执恢1号',
  court: { code: '桂1381', name: '合山市人民法院' },
  judge: { name: '韦法官' },
  subject: { kind: 'organisation', name: '某公司', idType: 'unified_credit_code', idNumbers: ['91350100M000100Y43'] },
  legalBasis: { noticeNumber: '1', documents: [], officers: [] },
  task: { measure: 'inquire' },
});
const requests = Array.from({ length: 6 }, (_, n) => {
  const item = inquiry(n);
  const prepared = prepare(restJson, item);
  if (prepared === undefined) throw new Error('the driver cannot inquire');
  return { requestId: item.requestId, read: prepared.read };
});
const answer = (n: number) => ({
  ...{ requestId: idOf(n), outcome: 'nothing', bankTime: at, asOf: at },
  receipt: { number: `HZ${n}`, issuedAt: at },
});
const read = (body: unknown, status = 200) =>
  readBatch(restJson.batch, requests, { status, body: Buffer.from(JSON.stringify(body) ?? '') });

/** What a bank may say of an item: the truth, of a request of the call or a stranger's, or anything at all. */
const truly = fc.nat(8).map((n) => ({ requestId: idOf(n), status: 200, body: answer(n) }));
const somehow = fc.record({
  requestId: fc.oneof(fc.nat(8).map(idOf), fc.string()),
  status: fc.oneof(fc.constantFrom(200, 202, 400, 404, 409, 422, 429, 500, 503), fc.anything()),
  body: fc.oneof(fc.nat(8).map(answer), fc.jsonValue()),
});
const said = fc.array(fc.oneof({ weight: 3, arbitrary: truly }, somehow, fc.jsonValue()), { maxLength: 12 });

describe('the reply to a batch', () => {
  it('gives every request of the call exactly one outcome, whatever it says', () => {
    fc.assert(
      fc.property(said, (items) => {
        const heard = read({ bankTime: at, items });
        if (!('outcomes' in heard)) throw new Error('an envelope as agreed was not read item by item');
        expect([...heard.outcomes.keys()]).toEqual(requests.map(({ requestId }) => requestId));
        for (const one of heard.outcomes.values()) expect(outcome.safeParse(one.outcome).success).toBe(true);
      }),
    );
  });

  it('is an answer to a request only where it was told of, in one way, and truly', () => {
    fc.assert(
      fc.property(said, (items) => {
        const heard = read({ bankTime: at, items });
        if (!('outcomes' in heard)) throw new Error('an envelope as agreed was not read item by item');
        for (const [n, { requestId }] of requests.entries()) {
          const told = items.filter((one) => (one as { requestId?: unknown } | null)?.requestId === requestId);
          if (heard.outcomes.get(requestId)?.outcome.kind !== 'final') continue;
          expect(told.length).toBeGreaterThan(0);
          expect(told).toContainEqual({ requestId, status: 200, body: answer(n) });
        }
      }),
    );
  });

  it('that is no batch says one thing of all, and never that something was done', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(200, 202, 302, 400, 401, 404, 413, 429, 500, 502, 503), (body, status) => {
        const heard = read(body, status);
        if ('outcomes' in heard) return;
        expect(['call_refused', 'silent', 'unreadable']).toContain(heard.kind);
        if (heard.kind === 'silent') expect(heard.reached).toBe('maybe');
      }),
    );
  });

  it('to the breaker is no answer when it answers nothing', () => {
    const failed = requests.map(({ requestId }) => ({ requestId, status: 500, body: '' }));
    expect(read({ bankTime: at, items: failed })).toMatchObject({ kind: 'silent', reached: 'maybe' });
    expect(read({ bankTime: at, items: [] })).toMatchObject({ kind: 'silent', reached: 'maybe' });
    const [, ...others] = failed;
    const one = { requestId: idOf(0), status: 200, body: answer(0) };
    expect(read({ bankTime: at, items: [...others, one] }).kind).toBe('told');
  });
});
