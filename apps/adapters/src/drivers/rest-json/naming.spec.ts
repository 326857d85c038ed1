import { describe, expect, it } from '@jest/globals';
import { type RequestItem } from '#messages/requests.js';
import { type Call, type TaskOf, textOf } from '../../driver.js';
import { deduct } from './deduct.js';
import { release } from './release.js';
import { renew } from './renew.js';

const freezeRequestId = '01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1011';
const account = '2102000100000000001';
const payee = { name: '合山市人民法院', bankName: '中国建设银行', bankCode: '105612000015', account: '45050161381309000015' };
const bodyOf = ({ body = {} }: Call) => JSON.parse(textOf(body)) as object;
const itemOf = (task: RequestItem['task']): RequestItem => ({
  requestId: '01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1022',
  attempt: 1,
  caseId: '01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1000',
  notAfter: '2026-03-02T01:00:12.000Z',
  caseNumber: '（2020）桂1381执恢1号',
  court: { code: '桂1381', name: '合山市人民法院' },
  judge: { name: '韦法官' },
  subject: { kind: 'organisation', name: '某公司', idType: 'unified_credit_code', idNumbers: ['91350100M000100Y43'] },
  legalBasis: { noticeNumber: '1', documents: [], officers: [] },
  task,
});

describe('what a measure on a freeze names', () => {
  it('R1.7-12: a renewal and a release name the freeze they are about', () => {
    const renewal: TaskOf<'renew'> = { measure: 'renew', freezeRequestId, account, until: '2027-01-01' };
    const end: TaskOf<'release'> = { measure: 'release', freezeRequestId, account };
    expect(bodyOf(renew.call(itemOf(renewal), renewal))).toMatchObject({ renew: { freezeReference: freezeRequestId, account } });
    expect(bodyOf(release.call(itemOf(end), end))).toMatchObject({ release: { freezeReference: freezeRequestId, account } });
  });

  it('R1.7-11: a deduction names the fund account and the twelve digits of its bank', () => {
    const task: TaskOf<'deduct'> = { measure: 'deduct', freezeRequestId, account, amountFen: '100', payee };
    expect(bodyOf(deduct.call(itemOf(task), task))).toMatchObject({
      deduct: { freezeReference: freezeRequestId, amount: '1.00', payee: { bankCode: '105612000015' } },
    });
  });

  it('R1.5-1: the number of the request is its place and its key, the same at every attempt', () => {
    const task: TaskOf<'release'> = { measure: 'release', freezeRequestId, account };
    const places = [1, 2].map((attempt) => release.call({ ...itemOf(task), attempt }, task).path);
    expect(new Set(places)).toEqual(new Set([`/requests/${itemOf(task).requestId}`]));
  });
});
