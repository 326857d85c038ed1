import { describe, expect, it } from '@jest/globals';
import { feeOn } from '#enforcement/debt/fees.js';
import { type Fen, parseYuan } from '#enforcement/money.js';
import { classesOf } from '#enforcement/exempt/account-class.js';
import { decideExempt } from '#enforcement/exempt/decision.js';
import { standardFor } from '#enforcement/exempt/living-cost.js';
import { readYaml } from '../api-config.js';
import { feesFile } from '#storage/law/fees-file.js';
import { Law } from './law.js';
import { livingCostFile } from './living-cost-file.js';

const yuan = (text: string) => parseYuan(text) as Fen;
const law = Law.read('config/law');
const fees = readYaml('config/law/fees.yaml', feesFile);

describe('the law as configured', () => {
  it('R4.1-2 R4.1-7 R4.3-1 is 0.0175 % a day from 2014-08-01, the first day not counted', () => {
    expect(law.debt.doubledPart).toEqual({
      ratePercent: '0.0175',
      ratePerDay: { numerator: 7n, denominator: 40_000n },
      appliesFrom: '2014-08-01',
      firstDay: 'not_counted',
    });
  });

  it('R4.2-1 R4.2-2 R4.2-3 fills costs, the judgment’s own costs, interest and principal, and the doubled part last', () => {
    const order = ['enforcement_costs', 'costs_awarded', 'ordinary_interest', 'damages', 'principal', 'doubled_part'];
    expect(law.debt.orderOfPayment).toEqual(order);
  });

  it.each([
    ['R4.4-2', '10000', '50'],
    ['R4.4-3', '100000', '1400'],
    ['R4.4-3', '500000', '7400'],
    ['R4.4-4', '1000000', '12400'],
    ['R4.4-4', '5000000', '52400'],
    ['R4.4-5', '5000003', '52400.02'],
    ['R4.4-5', '10000000', '77400'],
    ['R4.4-6', '10000005', '77400.01'],
    ['R4.4-6', '20000000', '87400'],
  ])('%s takes for enforcing %s a fee of %s', (_, amount, fee) => {
    expect(feeOn(yuan(amount), law.debt.enforcementFee)).toBe(yuan(fee));
  });

  it('R4.4-1 lets the court set 50 to 500 where there is no amount', () => {
    expect(fees.withoutAmount).toEqual({ from: yuan('50'), to: yuan('500') });
  });

  it.each([
    ['1000', '30'],
    ['50000', '520'],
    ['100000', '1020'],
    ['100003', '1020.02'],
    ['200000', '1520'],
    ['896000', '5000'],
    ['900000', '5000'],
  ])('R4.4 takes for preserving %s a fee of %s', (amount, fee) => {
    expect(feeOn(yuan(amount), fees.preservation)).toBe(yuan(fee));
  });

  it('has every row of section 3', () => {
    const rows = new Set(law.exemptAccounts.map(({ rule }) => rule));
    expect(Array.from({ length: 25 }, (_, index) => `R3-${index + 1}`).filter((rule) => !rows.has(rule))).toEqual([]);
  });

  // may it be frozen, may it be deducted from, and for which purposes after all: the table of section 3, row by row
  it.each([
    ['R3-1', 'override', 'override', ['wages_of_the_project', 'excess_after_finding', 'other_law']],
    ['R3-2', 'barred', 'barred', []],
    ['R3-3', 'allowed', 'allowed', []],
    ['R3-4', 'barred', 'barred', []],
    ['R3-5', 'barred', 'barred', []],
    ['R3-6', 'allowed', 'override', ['margin_function_lost']],
    ['R3-7', 'allowed', 'override', ['margin_function_lost']],
    ['R3-8', 'allowed', 'override', ['after_secured_creditor', 'secured_creditor_agrees']],
    ['R3-9', 'override', 'override', []],
    ['R3-10', 'allowed', 'override', ['works_of_the_project', 'above_supervised_quota', 'after_first_registration']],
    ['R3-11', 'override', 'override', []],
    ['R3-12', 'override', 'override', ['own_debt_of_client']],
    ['R3-13', 'barred', 'barred', []],
    ['R3-14', 'override', 'override', ['own_debt_of_client', 'excess_over_margin']],
    ['R3-15', 'override', 'override', ['own_balance_of_user']],
    ['R3-16', 'override', 'override', ['right_before_the_trust', 'debt_of_managing_the_trust', 'tax_of_the_trust', 'other_law']],
    ['R3-17', 'override', 'override', ['own_debt_of_fund']],
    ['R3-18', 'override', 'override', []],
    ['R3-19', 'override', 'override', []],
    ['R3-20', 'override', 'override', []],
    ['R3-21', 'override', 'override', ['harm_to_travellers']],
    ['R3-22', 'barred', 'barred', []],
    ['R3-23', 'allowed', 'override', ['withdrawal_conditions_met']],
    ['R3-24', 'barred', 'barred', []],
    ['R3-25', 'override', 'override', []],
    ['R1.3-4', 'override', 'override', []],
  ])('%s: to freeze is %s, to deduct is %s, for %j', (rule, freeze, deduct, purposes) => {
    const row = law.exemptAccounts.find((one) => one.rule === rule);
    expect([row?.freeze, row?.deduct, row?.purposes]).toEqual([freeze, deduct, purposes]);
  });

  it.each(['R3-9', 'R3-11', 'R3-18', 'R3-19', 'R3-20', 'R3-21', 'R3-25'])(
    '%s is from memory, so nothing is barred by it',
    (rule) => {
      expect(law.exemptAccounts.find((one) => one.rule === rule)?.confidence).toBe('memory');
    },
  );

  it('R3-8 knows a margin account by the bank’s own kind, without a mark', () => {
    expect(classesOf({ class: 'margin' }, law.exemptAccounts).map(({ rule }) => rule)).toEqual(['R3-8']);
  });

  it('R3-5 R3-13 R3-22 lets no override open what the law never lets go', () => {
    const barred = law.exemptAccounts.filter(({ deduct }) => deduct === 'barred').map(({ rule }) => rule);
    expect(barred).toEqual(['R3-2', 'R3-4', 'R3-5', 'R3-13', 'R3-22', 'R3-24']);
  });

  it('R3-1 knows every mark of the banks’ protocol', () => {
    const marks = ['migrant_wage', 'wage_deposit', 'social_insurance', 'relief', 'provident_fund', 'fiscal', 'trust', 'clearing'];
    for (const exemptionTag of [...marks, 'payment_reserve', 'other']) {
      expect(classesOf({ exemptionTag }, law.exemptAccounts)).toHaveLength(1);
      expect(decideExempt('deduct', { exemptionTag }, undefined, law.exemptAccounts).verdict).not.toBe('allowed');
    }
  });

  it('R3-24 has its living standards, and says that they are examples', () => {
    expect(law.livingStandards.length).toBeGreaterThan(0);
    expect(law.livingStandards.every(({ isExample }) => isExample)).toBe(true);
  });

  it.each([
    ['来宾市', 2020, '690'],
    ['来宾市', 2023, '690'],
    ['来宾市', 2024, '830'],
    ['南宁市', 2024, '870'],
  ])('R3-24: of the example of %s for %i a person keeps %s a month', (city, year, monthly) => {
    expect(standardFor(city, year, law.livingStandards)?.monthly).toBe(yuan(monthly));
  });

  it('R3-24: a city has one standard a year', () => {
    const row = { city: '来宾市', year: 2024, monthly: '830', source: '民政局', isExample: false };
    expect(livingCostFile.safeParse([row, { ...row, year: 2025 }]).success).toBe(true);
    expect(livingCostFile.safeParse([row, { ...row, monthly: '840' }]).error?.issues[0]?.path).toEqual([1, 'year']);
  });

  it.each([
    ['来宾市', 2019],
    ['南宁市', 2023],
  ])('R3-24: there is none for %s in %i', (city, year) => {
    expect(standardFor(city, year, law.livingStandards)).toBeUndefined();
  });
});
