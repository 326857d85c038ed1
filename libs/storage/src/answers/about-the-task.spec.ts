import { describe, expect, it } from '@jest/globals';
import { type Measure } from '#enforcement/measure.js';
import { strangeEffect } from './about-the-task.js';
import { type FinalContent } from './outcome-content.js';

const T0 = '2026-11-02T01:00:30Z';
const executed: FinalContent = { kind: 'final', outcome: 'executed', bankTime: T0, asOf: T0 };
const freeze = { account: '1', amountFen: '100', caughtFen: '40', uncaughtFen: '60', from: '2026-11-02', until: '2027-11-01' };
const whole = { ...freeze, amountFen: '40', uncaughtFen: '0' };
const seal = { assetId: 'V1', from: '2026-11-02', until: '2027-11-01', rank: 1 };
const deduction = { amountFen: '100', bankSerial: 'S', interbank: true, sentAt: T0 };
const payment = { amountFen: '100', bankSerial: 'S', paidAt: T0 };

describe('an effect', () => {
  it.each<[Measure, Record<string, unknown>, Partial<FinalContent>]>([
    ['inquire', {}, { outcome: 'found' }],
    ['freeze', { account: '1', amountFen: '100' }, { freeze }],
    ['freeze', { account: '1', amountFen: '200' }, { outcome: 'executed_in_part', freeze }],
    ['freeze', { account: '1', amountFen: '100' }, { outcome: 'refused' }],
    ['freeze', { account: '1', wholeAccount: true }, { freeze: { ...whole, wholeAccount: true } }],
    ['freeze', { account: '1', wholeAccount: true }, { outcome: 'executed_in_part', freeze }],
    ['freeze', { account: '1', amountFen: '100', inRankOf: {} }, { freeze: { ...freeze, servedAt: T0 } }],
    ['renew', { account: '1' }, { freeze: { ...freeze, amountFen: '90', uncaughtFen: '50' } }],
    ['renew', { account: 'V1' }, { seal }],
    ['release', { account: 'V1' }, {}],
    ['deduct', { account: '1', amountFen: '150' }, { outcome: 'executed_in_part', deduction }],
    ['seal', { assetId: 'V1' }, { seal }],
    ['pay', { amountFen: '100' }, { payment }],
  ])('of a %s fits the task %j', (measure, task, said) => {
    expect(strangeEffect({ measure, task }, { ...executed, ...said })).toBeUndefined();
  });

  it.each<[string, Measure, Record<string, unknown>, Partial<FinalContent>]>([
    ['other_measure', 'freeze', { account: '1', amountFen: '100' }, { outcome: 'nothing' }],
    ['other_account', 'freeze', { account: '2', amountFen: '100' }, { freeze }],
    ['other_account', 'freeze', { account: '1', amountFen: '100' }, {}],
    ['sums_differ', 'freeze', { account: '1', amountFen: '100' }, { freeze: { ...freeze, caughtFen: '41' } }],
    ['more_than_asked', 'freeze', { account: '1', amountFen: '99' }, { freeze }],
    ['less_than_asked', 'freeze', { account: '1', wholeAccount: true }, { freeze }],
    ['more_than_asked', 'freeze', { account: '1', amountFen: '100' }, { freeze: { ...whole, wholeAccount: true } }],
    ['rank_not_told', 'freeze', { account: '1', amountFen: '100', inRankOf: {} }, { freeze }],
    ['other_account', 'renew', { account: '2' }, { freeze }],
    ['nothing_sent', 'deduct', { account: '1', amountFen: '150' }, { deduction: { ...deduction, amountFen: '0' } }],
    ['more_than_asked', 'deduct', { account: '1', amountFen: '99' }, { deduction }],
    ['other_asset', 'seal', { assetId: 'V2' }, { seal }],
    ['other_amount', 'pay', { amountFen: '101' }, { payment }],
  ])('is strange: %s, %s %j', (cause, measure, task, said) => {
    expect(strangeEffect({ measure, task }, { ...executed, ...said })).toBe(cause);
  });
});
