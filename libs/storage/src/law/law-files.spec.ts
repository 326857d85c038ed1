import { describe, expect, it } from '@jest/globals';
import { byLeastHarm } from '#enforcement/budget/least-harm.js';
import { sharesToFreeze } from '#enforcement/budget/listed-shares.js';
import { topUp } from '#enforcement/budget/top-up.js';
import { fenOf } from '#enforcement/money.js';
import { dueRungs, renewalWindow } from '#enforcement/terms/expiry-ladder.js';
import { latestEnd } from '#enforcement/terms/term-law.js';
import { type Mark } from '#enforcement/budget/account-marks.js';
import { readFreezeBudgetRules } from './least-harm-file.js';
import { readStayRules } from './stay-file.js';
import { type TimeLimitKind } from '#enforcement/time-limits/time-limit.js';
import { readTerms } from './term-file.js';
import { readRetention } from './retention-file.js';
import { readTimeLimits } from './time-limit-file.js';

// The folder may be another one for a moment: test/law/mutate.mjs changes each value and expects this file to notice.
const folder = process.env['LAW_DIR'] ?? 'config/law';

describe('config/law/terms.yaml', () => {
  const { law, ladder } = readTerms(folder);

  it.each([
    ['R2.1-1', '2027-11-02', ['current', 'term', 'basic', 'general', 'temporary', 'special', 'margin']],
    ['R2.1-2', '2028-11-02', ['vehicle', 'ship', 'aircraft']],
    ['R2.1-3', '2029-11-02', ['real_estate', 'equity', 'securities', 'ip_right', 'receivable', 'insurance_policy']],
    ['R2.1-6', '2027-11-02', ['wealth', 'money_fund', 'payment_balance', 'something new']],
  ])('%s: until %s at most', (_rule, end, types) => {
    expect(types.map((type) => latestEnd('2026-11-02', type, law))).toEqual(types.map(() => end));
  });

  it('R2.1-4: warns on the days 30, 15, 7, 3 and 1 before the end, the last two as alarms', () => {
    const rungs = dueRungs('2027-01-31', '2027-01-31', ladder, () => true);
    expect(rungs.map(({ days, tell, alarm }) => `${days} ${tell.join(' ')}${alarm ? ' alarm' : ''}`)).toEqual([
      '30 clerk',
      '15 clerk judge',
      '7 judge',
      '3 judge approver alarm',
      '1 judge approver operator alarm',
    ]);
  });

  it('R2.1-5: opens the window thirty days before, and closes it two working days before', () => {
    expect(renewalWindow('2027-01-31', ladder, () => true)).toEqual({ opensOn: '2027-01-01', lastDay: '2027-01-29' });
  });
});

describe('config/law/time-limits.yaml', () => {
  const rules = readTimeLimits(folder);
  const ladderOf = (kind: TimeLimitKind) =>
    rules.get(kind)?.rungs.map(({ days, tell, alarm }) => `${days} ${tell.join(' ')}${alarm ? ' alarm' : ''}`);

  it('R1.3-3: the court answers an objection within fifteen days, and hears of it on the days 7, 3, 1, 0 and after', () => {
    const rule = rules.get('objection_answer');
    expect([rule?.days, rule?.rule, rule?.authority]).toEqual([15, 'R1.3-3', '法释〔2013〕20号第6条']);
    expect(ladderOf('objection_answer')).toEqual([
      '7 clerk judge',
      '3 judge',
      '1 judge approver alarm',
      '0 judge approver alarm',
      '-1 judge approver operator alarm',
      '-7 judge approver operator alarm',
    ]);
  });

  it('R7.2-4: the end of a stay comes like that of a term, and is an alarm from its last day', () => {
    expect([rules.get('stay_end')?.rule, rules.get('stay_end')?.days]).toEqual(['R7.2-4', undefined]);
    expect(ladderOf('stay_end')).toEqual([
      '30 clerk',
      '15 clerk judge',
      '7 judge',
      '3 judge',
      '1 judge approver',
      '0 judge approver alarm',
      '-1 judge approver operator alarm',
      '-7 judge approver operator alarm',
    ]);
  });
});

describe('config/law/least-harm.yaml', () => {
  const rules = readFreezeBudgetRules(folder);
  const holding = (account: string, accountClass: string, status: string, marks: Mark[] = []) => ({
    institution: 'icbc',
    account,
    class: accountClass,
    status,
    marks: marks.map((mark) => ({ mark, from: 'person' as const })),
    currency: 'CNY',
    availableFen: fenOf(100n),
    asOf: '2026-11-02T00:00:00Z',
    partialRelease: true,
  });

  it('R2.4-5: idle money first, then what is put by; operating, salary-fed and joint accounts last', () => {
    const found = [
      holding('1 joint', 'current', 'normal', ['joint', 'salary_fed']),
      holding('2 salary', 'current', 'normal', ['salary_fed']),
      holding('3 basic', 'basic', 'normal'),
      holding('3 operating', 'current', 'normal', ['operating']),
      holding('4 special', 'special', 'normal'),
      holding('4 margin', 'margin', 'normal'),
      holding('5 current', 'current', 'normal'),
      holding('5 general', 'general', 'frozen'),
      holding('5 temporary', 'temporary', 'normal'),
      holding('5 what is it', 'new class', 'normal'),
      holding('6 term', 'term', 'normal'),
      holding('5½ shares', 'shares', 'normal'),
      holding('6 wealth', 'wealth', 'normal'),
      holding('7 idle', 'current', 'dormant'),
      holding('7 idle general', 'general', 'dormant'),
    ];
    expect(byLeastHarm(found, rules.order).map(({ holding: { account }, group }) => `${account}: ${group.name}`)).toEqual([
      '7 idle: idle',
      '7 idle general: idle',
      '6 term: put_by',
      '6 wealth: put_by',
      '5½ shares: shares',
      '5 current: everyday',
      '5 general: everyday',
      '5 temporary: everyday',
      '5 what is it: everyday',
      '4 margin: purpose_bound',
      '4 special: purpose_bound',
      '3 basic: operating',
      '3 operating: operating',
      '2 salary: salary_fed',
      '1 joint: joint',
    ]);
    expect(rules.order.groups.every(({ because }) => because.endsWith('。'))).toBe(true);
  });

  it('R2.4-5: leaves trifles alone, and tops up from 1,000 yuan on', () => {
    expect(rules.leastCapFen).toBe(10_000n);
    const shortBy = (fen: bigint) => topUp(fenOf(fen), fenOf(0n), fenOf(0n), rules.topUp)?.inDays;
    expect([shortBy(99_999n), shortBy(100_000n)]).toEqual([undefined, 0]);
  });

  it('R2.4-3: counts a fifth of fluctuation', () => {
    expect(sharesToFreeze(fenOf(1_000n), fenOf(1n), rules.shares)).toEqual({ shares: 1000n, most: 1200n });
  });

  it('stops a process that would start with half a law', () => {
    expect(() => readTerms('docs')).toThrow('terms.yaml');
  });
});

describe('config/law/stays.yaml', () => {
  const rules = readStayRules(folder);

  it.each([
    ['R7.2-1', 'act_objection', 'deduct pay'],
    ['R7.2-2', 'third_party_objection', 'deduct pay, 15 days after service'],
    ['R7.2-3', 'suspension', 'deduct pay'],
    ['R7.2-4', 'stay_on_security', 'deduct pay, 12 months'],
    ['R7.2-5', 'settlement', 'deduct pay'],
    ['R7.2-6', 'bankruptcy_accepted', 'freeze seal deduct pay'],
    ['R7.2-8', 'bankruptcy_referral', 'deduct pay'],
    ['R7.2-9', 'retrial', 'deduct pay'],
    ['R7.2-11', 'death_or_dissolution', 'deduct pay'],
    ['R7.2-12', 'criminal_freeze_first', 'deduct'],
  ] as const)('%s: %s bars %s', (rule, kind, bars) => {
    const row = rules.get(kind);
    const months = row?.maxMonths === undefined ? '' : `, ${row.maxMonths} months`;
    const service = row?.afterServiceDays === undefined ? '' : `, ${row.afterServiceDays} days after service`;
    expect([row?.rule, `${row?.bars.join(' ')}${months}${service}`]).toEqual([rule, bars]);
  });
});

describe('config/law/retention.yaml', () => {
  const retention = readRetention(folder);

  it.each([
    ['R5.2-2', 'case', 5],
    ['R7.1-8', 'audit', 10],
  ] as const)('%s: %s rows stay %i years', (rule, rows, years) => {
    expect(retention.get(rows)).toMatchObject({ rule, years, atLeast: years });
  });
});
