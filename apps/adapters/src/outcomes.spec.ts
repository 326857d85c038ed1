import { describe, expect, it } from '@jest/globals';
import { type Outcome } from '#messages/answers.js';
import { asTold, outcomeOf, parseOutcome, toTell } from './outcomes.js';

const AT = '2026-03-02T09:00:00.000+08:00';
const refused = (code: string, text = 'x'): Outcome => ({
  kind: 'final',
  outcome: 'refused',
  bankTime: AT,
  asOf: AT,
  reason: { code, text },
});
const nothing: Outcome = { kind: 'final', outcome: 'nothing', bankTime: AT, asOf: AT };
const timeOut: Outcome = { kind: 'silent', reached: 'maybe', cause: 'time_out' };
const acknowledged: Outcome = { kind: 'acknowledged', stage: 'acknowledged', bankTime: AT };
const locked: Outcome = { kind: 'acknowledged', stage: 'locked', bankTime: AT };

describe('what control is told', () => {
  it('is the final answer the journal already holds, where the fresh outcome says less', () => {
    expect(toTell(refused('name_mismatch'), timeOut)).toEqual(refused('name_mismatch'));
    expect(toTell(refused('name_mismatch'), acknowledged)).toEqual(refused('name_mismatch'));
    expect(toTell(locked, acknowledged)).toEqual(locked);
  });

  it('is one refusal, not two, where a problem and a full answer give the same reason', () => {
    expect(toTell(refused('name_mismatch'), refused('name_mismatch', 'in other words'))).toEqual(refused('name_mismatch'));
  });

  it('is a second final answer too where it differs: a person decides', () => {
    expect(toTell(refused('name_mismatch'), refused('id_mismatch'))).toEqual(refused('id_mismatch'));
    expect(toTell(refused('name_mismatch'), nothing)).toEqual(nothing);
  });

  it('is the fresh outcome where the journal holds nothing final', () => {
    expect(toTell(undefined, nothing)).toEqual(nothing);
    expect(toTell(timeOut, acknowledged)).toEqual(acknowledged);
  });
});

describe('a journal line', () => {
  const line = { requestId: 'r', attempt: 1, caseId: 'c', institution: 'icbc' };
  it('that is void proves that nothing was sent', () => {
    expect(outcomeOf({ ...line, kind: 'void', outcome: undefined })).toEqual({ kind: 'silent', reached: 'no', cause: 'voided' });
  });
  it('without an outcome proves nothing', () => {
    expect(outcomeOf({ ...line, kind: 'intent', outcome: undefined })).toBeUndefined();
  });
  it('that cannot be read is not taken for an answer', () => {
    expect(parseOutcome({ kind: 'final', outcome: 'perhaps' })).toEqual({ kind: 'unreadable', cause: 'journal' });
  });
});

describe('an answer too long for any message', () => {
  const account = (number: number, remark: string) => ({
    account: String(number),
    class: 'demand',
    currency: 'CNY',
    status: 'normal',
    balanceFen: '1',
    availableFen: '1',
    remark,
    priorMeasures: [],
  });
  const found = (accounts: number, remark = ''): Outcome => ({
    kind: 'final',
    outcome: 'found',
    bankTime: AT,
    asOf: AT,
    accounts: Array.from({ length: accounts }, (_, number) => account(number, remark)),
  });

  it('is for a person, who finds all of it', () => {
    const long = found(3_000, '备注'.repeat(200));
    const { outcome, raw } = asTold(long);
    expect(outcome).toEqual({ kind: 'unreadable', cause: 'too_large' });
    expect(JSON.parse(raw?.toString() ?? '')).toEqual(long);
  });

  it('is none that fits', () => {
    for (const answer of [nothing, timeOut, found(1, '备注'.repeat(250)), found(1_000)]) {
      expect(asTold(answer)).toEqual({ outcome: answer, raw: undefined });
    }
  });
});
