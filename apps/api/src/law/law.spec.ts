import { describe, expect, it } from '@jest/globals';
import { feeOn } from '#enforcement/debt/fees.js';
import { type Fen, parseYuan } from '#enforcement/money.js';
import { classesOf } from '#enforcement/exempt/account-class.js';
import { decideExempt } from '#enforcement/exempt/decision.js';
import { readYaml } from '../api-config.js';
import { feesFile } from './fees-file.js';
import { Law } from './law.js';

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
    ['R4.4-5', '10000000', '77400'],
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

  // may it be frozen, may it be deducted from: the table of section 3
  it.each([
    ['R3-1', 'migrant_worker_wage', 'no', 'no'],
    ['R3-2', 'social_insurance_fund', 'no', 'no'],
    ['R3-3', 'pension_of_debtor', 'yes', 'yes'],
    ['R3-4', 'laid_off_living_fund', 'no', 'no'],
    ['R3-5', 'bank_reserves', 'no', 'no'],
    ['R3-6', 'letter_of_credit_margin', 'yes', 'no'],
    ['R3-7', 'acceptance_margin', 'yes', 'no'],
    ['R3-8', 'margin', 'yes', 'no'],
    ['R3-9', 'closed_loan', 'no', 'no'],
    ['R3-10', 'presale_supervision', 'yes', 'no'],
    ['R3-11', 'party_and_union_dues', 'no', 'no'],
    ['R3-12', 'securities_clients_money', 'no', 'no'],
    ['R3-13', 'clearing', 'no', 'no'],
    ['R3-14', 'futures_margin', 'no', 'no'],
    ['R3-15', 'payment_reserve', 'no', 'no'],
    ['R3-16', 'trust', 'no', 'no'],
    ['R3-17', 'investment_fund', 'no', 'no'],
    ['R3-18', 'fiscal', 'no', 'no'],
    ['R3-19', 'grain_purchase', 'no', 'no'],
    ['R3-20', 'military', 'no', 'no'],
    ['R3-21', 'travel_deposit', 'no', 'no'],
    ['R3-22', 'court_account', 'no', 'no'],
    ['R3-23', 'provident_fund', 'yes', 'no'],
    ['R3-24', 'living_costs', 'no', 'no'],
    ['R3-25', 'relief', 'no', 'no'],
  ])('%s: %s may be frozen: %s, deducted from: %s', (rule, _, freeze, deduct) => {
    const row = law.exemptAccounts.find((one) => one.rule === rule);
    expect([row?.freeze === 'allowed', row?.deduct === 'allowed']).toEqual([freeze === 'yes', deduct === 'yes']);
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
});
