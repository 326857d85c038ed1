import { describe, expect, it } from '@jest/globals';
import { readFailure } from '../reply.js';
import { mayExplain, type ReasonCode } from './codes.js';
import { fitsMeasure, grammar } from './wire.js';

const requestId = '01970000-0000-7000-8000-000000000001';
const problem = (code: string) => ({ code, title: code, detail: '', requestId, bankTime: '2026-11-02T09:00:00+08:00' });
const reply = (status: number, body: unknown) => ({ status, body: Buffer.from(JSON.stringify(body)) });
const heard = (status: number, body: unknown) => readFailure(reply(status, body), requestId, grammar);

describe('the reasons of a bank', () => {
  it.each([
    ['R1.8-10', 'document_missing'],
    ['R1.8-11', 'card_missing'],
    ['R1.8-12', 'subject_not_found'],
    ['R1.8-13', 'account_not_found'],
    ['R1.8-14', 'id_mismatch'],
    ['R1.8-14', 'name_mismatch'],
    ['R1.8-16', 'unsupported_measure'],
    ['R1.8-17', 'deduct_internal_failed'],
    ['R1.8-17', 'deduct_interbank_failed'],
  ] as [string, ReasonCode][])('%s: %s is an answer and final, and stands in a refusal only', (_rule, code) => {
    expect(heard(422, problem(code))).toMatchObject({ kind: 'refusal', problem: { code } });
    expect([mayExplain(code, 'refused'), mayExplain(code, 'executed_in_part')]).toEqual([true, false]);
  });

  it('R1.8-15: "done in part" stands beside what was done, and is no refusal', () => {
    expect([mayExplain('partial', 'executed_in_part'), mayExplain('partial', 'refused')]).toEqual([true, false]);
    expect(heard(422, problem('partial')).kind).toBe('unreadable');
  });

  it.each([500, 502, 504])('R1.8-18: a failing system (%i) has not refused: it may have acted', (status) => {
    expect(heard(status, problem('malformed'))).toMatchObject({ kind: 'silent', reached: 'maybe' });
  });

  it('R1.8-2: controlled means figures of the freeze; without them nothing was controlled', () => {
    const said = { kind: 'final', outcome: 'executed', bankTime: '', asOf: '' } as const;
    const freeze = { account: '1', amountFen: '1', caughtFen: '1', uncaughtFen: '0', from: '2026-11-02', until: '2027-11-01' };
    expect([fitsMeasure({ ...said, freeze }, 'freeze'), fitsMeasure(said, 'freeze')]).toEqual([true, false]);
    expect(fitsMeasure({ ...said, outcome: 'refused' }, 'freeze')).toBe(true);
  });
});
