import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { type RequestItem, requestsMessage } from '#messages/requests.js';
import { envelope } from './envelope.js';

const message = requestsMessage.parse(JSON.parse(readFileSync('test/contract/golden/messages/requests.v1.freeze.json', 'utf8')));
const [golden] = message.items as readonly RequestItem[];
const put = envelope(({ idType }) => `wire ${idType}`);
const bodyOf = (item: RequestItem) =>
  JSON.parse(String(put(item, { freeze: { amount: '1.00' } }).body)) as Record<string, unknown>;

it('says of every request its own and what it shares, though that is written once', () => {
  if (golden === undefined) throw new Error('no golden item');
  const later = {
    ...golden,
    requestId: '01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1012',
    attempt: 2,
    notAfter: '2026-03-02T01:00:13.000Z',
  };
  for (const item of [golden, later, golden]) {
    const { requestId, attempt, notAfter, task, caseNumber, court, judge, subject, legalBasis } = item;
    expect(bodyOf(item)).toEqual({
      ...{ requestId, attempt, notAfter, measure: task.measure, caseNumber, court, judge, legalBasis },
      subject: { ...subject, idType: 'wire unified_credit_code' },
      freeze: { amount: '1.00' },
    });
    expect(put(item, {}).path).toBe(`/requests/${requestId}`);
    expect(JSON.parse(String(put(item, {}).body))).not.toHaveProperty('freeze');
  }
});

it('is not taken in by a legal basis that two cases or two debtors share', () => {
  if (golden === undefined) throw new Error('no golden item');
  const others: Partial<RequestItem>[] = [
    { caseNumber: '（2020）桂1381执恢2号' },
    { court: { code: '桂1382', name: '另一法院' } },
    { judge: { name: '李法官' } },
    { subject: { ...golden.subject, name: '另一公司' } },
  ];
  for (const change of others) {
    const item = { ...golden, ...change };
    expect(bodyOf(item)).toMatchObject({
      caseNumber: item.caseNumber,
      court: item.court,
      judge: item.judge,
      subject: { name: item.subject.name },
    });
  }
  expect(bodyOf(golden)).toMatchObject({ caseNumber: golden.caseNumber, subject: { name: golden.subject.name } });
});
