import { describe, expect, it } from '@jest/globals';
import { type Fen, parseYuan } from '../money.js';
import { fraction, parsePercent } from './fraction.js';
import { caseStatement } from './case-statement.js';
import { type Statement, statementOn } from './statement.js';
import { type DebtLaw, type DebtTerms, type MoneyItem, type OrdinaryInterest, type Payment } from './terms.js';

const yuan = (text: string) => parseYuan(text) as Fen;
const percent = (text: string) => parsePercent(text) ?? fraction(0n);

const law: DebtLaw = {
  doubledPart: { ratePerDay: percent('0.0175'), ratePercent: '0.0175', appliesFrom: '2014-08-01', firstDay: 'not_counted' },
  orderOfPayment: ['enforcement_costs', 'costs_awarded', 'ordinary_interest', 'damages', 'principal', 'doubled_part'],
};

function item(amount: string, performBy = '2024-01-31', more: Partial<MoneyItem> = {}): MoneyItem {
  return { id: 'p', kind: 'principal', label: '本金', amount: yuan(amount), performBy, ...more };
}

function terms(items: readonly MoneyItem[], more: Partial<DebtTerms> = {}): DebtTerms {
  const nothing = { ordinaryInterest: [], exclusions: [], costs: [], enforcementFeeFixed: false };
  return { currency: 'CNY', items, doubledPart: { waived: false }, ...nothing, ...more };
}

function yearly(rate: string, from: string, more: Partial<OrdinaryInterest> = {}): OrdinaryInterest {
  const written = { rate: percent(rate), ratePercent: rate, per: 'year', daysPerUnit: 365n, firstDay: 'counted' } as const;
  return { items: ['p'], from, ...written, ...more };
}

function paid(on: string, amount: string, id = on): Payment {
  return { id, on, amount: yuan(amount), means: 'deduction' };
}

function owed(statement: Statement, id: string): Fen | undefined {
  return statement.lines.find((line) => line.id === id)?.owed;
}

describe('the doubled part', () => {
  it('R4.3-1 R4.1-2 is 2,642.50 on 100,000 from 2024-01-31 to 2024-06-30: 151 days where the first is not counted', () => {
    const statement = statementOn('2024-06-30', terms([item('100000')]), [], law);
    const line = statement.lines.find(({ id }) => id === 'p:doubled');
    expect(line).toMatchObject({
      gross: yuan('2642.50'),
      rule: 'R4.1-2',
      interest: { firstDay: 'not_counted', ratePercent: '0.0175' },
    });
    expect(line?.article).toContain('art. 264');
    expect(line?.steps).toEqual([
      {
        from: '2024-02-01',
        until: '2024-06-30',
        days: 151,
        excludedDays: 0,
        base: yuan('100000'),
        formula: '100000.00 × 0.0175% × 151',
        exact: '2642.50',
      },
    ]);
  });

  it('R4.3-1 is 2,660.00 where the first day is counted, and the line says so', () => {
    const inclusive = terms([item('100000')], { doubledPart: { waived: false, firstDay: 'counted' } });
    const line = statementOn('2024-06-30', inclusive, [], law).lines[1];
    expect(line).toMatchObject({ gross: yuan('2660.00'), interest: { firstDay: 'counted' }, steps: [{ days: 152 }] });
  });

  it('R4.1-2 runs on damages and costs awarded too, and never on ordinary interest', () => {
    const kinds = (['principal', 'damages', 'costs_awarded', 'ordinary_interest'] as const).map((kind) =>
      item('1000', '2024-01-31', { id: kind, kind }),
    );
    const { lines } = statementOn('2024-02-10', terms(kinds), [], law);
    expect(lines.filter(({ component }) => component === 'doubled_part').map(({ id }) => id)).toEqual([
      'principal:doubled',
      'damages:doubled',
      'costs_awarded:doubled',
    ]);
  });

  it('R4.1-2 is not due where the creditor waived it', () => {
    const statement = statementOn('2024-06-30', terms([item('100000')], { doubledPart: { waived: true } }), [], law);
    expect(statement.totals.owed).toBe(yuan('100000'));
  });

  it('R4.1-3 starts for each instalment at the end of its own period', () => {
    const items = [item('1000', '2024-01-31', { id: 'one' }), item('1000', '2024-03-31', { id: 'two' })];
    const { lines } = statementOn('2024-04-10', terms(items), [], law);
    expect(lines.filter(({ steps }) => steps.length > 0).map(({ id, steps }) => [id, steps[0]?.days])).toEqual([
      ['one:doubled', 70],
      ['two:doubled', 10],
    ]);
  });

  it('R4.1-3 has not begun before the period for performance is over', () => {
    expect(statementOn('2024-01-31', terms([item('1000')]), [], law).totals.owed).toBe(yuan('1000'));
  });

  it('R4.1-4 R1.9-6 runs on each part to its own day, that of the deduction', () => {
    const statement = statementOn('2024-06-30', terms([item('100000')]), [paid('2024-03-31', '40000')], law);
    const steps = statement.lines.find(({ id }) => id === 'p:doubled')?.steps;
    expect(steps?.map(({ from, until, days, base }) => [from, until, days, base])).toEqual([
      ['2024-02-01', '2024-03-31', 60, yuan('100000')],
      ['2024-04-01', '2024-06-30', 91, yuan('60000')],
    ]);
    // 100000 × 0.000175 × 60 + 60000 × 0.000175 × 91
    expect(owed(statement, 'p:doubled')).toBe(yuan('2005.50'));
  });

  it('R4.1-5 leaves out a review the debtor did not ask for, overlapping days once', () => {
    const exclusions = [
      { from: '2024-03-01', until: '2024-03-20', ground: 'retrial' },
      { from: '2024-03-11', until: '2024-03-31', ground: 'review_not_asked_by_debtor' },
    ] as const;
    const { lines } = statementOn('2024-06-30', terms([item('100000')], { exclusions }), [], law);
    expect(lines[1]?.steps).toMatchObject([{ days: 120, excludedDays: 31 }]);
  });

  it('R4.1-5 goes on bearing ordinary interest through an excluded period', () => {
    const exclusions = [{ from: '2024-02-01', until: '2024-06-30', ground: 'retrial' }] as const;
    const more = { exclusions, ordinaryInterest: [yearly('3.65', '2024-02-01')] };
    const { lines } = statementOn('2024-06-30', terms([item('100000')], more), [], law);
    expect(lines.map(({ component, gross }) => [component, gross])).toEqual([
      ['principal', yuan('100000')],
      ['ordinary_interest', yuan('1510.00')],
      ['doubled_part', 0n],
    ]);
  });

  it('R4.1-7 does not reckon days before 2014-08-01, and says which', () => {
    const statement = statementOn('2014-08-10', terms([item('100000', '2013-12-31')]), [], law);
    expect(statement.notReckoned).toEqual([
      { line: 'p:doubled', from: '2014-01-01', until: '2014-07-31', rule: 'R4.1-7', article: '法释〔2014〕8号 art. 7' },
    ]);
    expect(statement.lines[1]?.steps).toMatchObject([{ from: '2014-08-01', until: '2014-08-10', days: 10 }]);
    expect(statementOn('2014-08-10', terms([item('100000', '2014-07-31')]), [], law).notReckoned).toEqual([]);
  });
});

describe('ordinary interest', () => {
  it('R4.1-1 is none where the judgment gives none', () => {
    const { lines } = statementOn('2024-06-30', terms([item('100000')]), [], law);
    expect(lines.some(({ component }) => component === 'ordinary_interest')).toBe(false);
  });

  it('R4.1-1 runs by the judgment’s rate and days, from its day to its end', () => {
    const ordinaryInterest = [yearly('4.35', '2023-01-01', { daysPerUnit: 360n, until: '2023-12-31' })];
    const line = statementOn('2024-06-30', terms([item('100000')], { ordinaryInterest }), [], law).lines[1];
    // 100000 × 4.35 % ÷ 360 × 365 = 4410.41666…
    expect(line).toMatchObject({
      gross: yuan('4410.42'),
      steps: [{ days: 365, formula: '100000.00 × 4.35% ÷ 360 × 365', exact: '4410.416666…' }],
    });
  });

  it('R4.1-1 takes a rate per month or per day as well', () => {
    const perMonth = yearly('2', '2024-01-01', { per: 'month', daysPerUnit: 30n, until: '2024-01-30' });
    const perDay = yearly('0.05', '2024-01-01', { per: 'day', daysPerUnit: 1n, until: '2024-01-10' });
    const { lines } = statementOn('2024-06-30', terms([item('1000')], { ordinaryInterest: [perMonth, perDay] }), [], law);
    expect(lines.slice(1, 3).map(({ gross }) => gross)).toEqual([yuan('20'), yuan('5')]);
  });

  it('R4.3-2 is rounded half-up once, on its line, however many parts were paid', () => {
    // 0.005 a day: two days of it on the line are a fen, though each alone would round up to one
    const ordinaryInterest = [yearly('0.005', '2024-01-01', { per: 'day', daysPerUnit: 1n })];
    const free = { ordinaryInterest, doubledPart: { waived: true } };
    const gross = (on: string, payments: Payment[]) => statementOn(on, terms([item('100')], free), payments, law).lines[1]?.gross;
    expect(gross('2024-01-01', [])).toBe(1n);
    expect(gross('2024-01-02', [])).toBe(1n);
    expect(gross('2024-01-02', [paid('2024-01-01', '0.01')])).toBe(1n);
  });
});

describe('a statement of account', () => {
  const debt = terms(
    [
      item('10000'),
      item('500', '2024-01-31', { id: 'c', kind: 'costs_awarded' }),
      item('300', '2024-01-31', { id: 'd', kind: 'damages' }),
    ],
    {
      ordinaryInterest: [yearly('3.65', '2024-01-01')],
      costs: [{ id: 'fee', label: '评估费', amount: yuan('50'), on: '2024-02-01' }],
    },
  );

  it('R4.2-1 R4.2-2 R4.2-3 fills costs of enforcement, then the judgment’s debt, and the doubled part last', () => {
    const shares = statementOn('2024-12-31', debt, [paid('2024-12-31', '100000')], law).payments[0]?.shares;
    expect(shares?.map(({ line }) => line)).toEqual([
      'fee',
      'c',
      'p:ordinary:0',
      'd',
      'p',
      'p:doubled',
      'c:doubled',
      'd:doubled',
    ]);
  });

  it('R4.2-2 R4.2-3 follows another order where the parties agreed on one', () => {
    const orderOfPayment = [
      'principal',
      'damages',
      'costs_awarded',
      'ordinary_interest',
      'enforcement_costs',
      'doubled_part',
    ] as const;
    const statement = statementOn('2024-12-31', { ...debt, orderOfPayment }, [paid('2024-02-01', '10000')], law);
    expect(statement.payments[0]?.shares).toEqual([{ line: 'p', amount: yuan('10000') }]);
    expect(statement.orderOfPayment).toEqual(orderOfPayment);
  });

  it('R4.2-1 does not let a payment settle a cost that was fixed after it, and lets one of the same day', () => {
    const statement = statementOn('2024-02-01', debt, [paid('2024-01-15', '60')], law);
    expect(owed(statement, 'fee')).toBe(yuan('50'));
    expect(owed(statementOn('2024-02-01', debt, [paid('2024-02-01', '50')], law), 'fee')).toBe(0n);
  });

  it('R4.4-2 projects the enforcement fee once per case until the court has fixed it, and lets only a surplus settle it', () => {
    const bands = [
      { above: 0n as Fen, base: yuan('50'), rate: fraction(0n) },
      { above: yuan('1000'), base: yuan('50'), rate: fraction(1n, 10n) },
    ];
    const waived = terms([item('1000')], { doubledPart: { waived: true } });
    const stated = (payments: Payment[], more = waived) => {
      const accounts = [
        { claimId: 'one', terms: more, payments },
        { claimId: 'two', terms: waived, payments: [] },
      ];
      return caseStatement('2024-06-30', accounts, { ...law, enforcementFee: { bands } });
    };
    // 50 + 10 % of what 2,000 is above 1,000
    expect(stated([paid('2024-03-01', '1000')])).toMatchObject({
      fee: { isProjected: true, gross: yuan('150'), paid: 0n },
      totals: { gross: yuan('2150'), paid: yuan('1000'), owed: yuan('1150'), overpaid: 0n },
    });
    const deducted = [{ ...paid('2024-03-01', '1160'), inFund: true as const }];
    expect(stated(deducted)).toMatchObject({ fee: { owed: 0n }, totals: { overpaid: yuan('10') } });
    // what a creditor had too much of is no money of the court's
    expect(stated([paid('2024-03-01', '1160')])).toMatchObject({ fee: { owed: yuan('150') }, totals: { overpaid: yuan('160') } });
    expect(stated([], { ...waived, enforcementFeeFixed: true }).fee).toBeUndefined();
  });

  it('R4.2-1 R4.4-2 has no cost before it was fixed, and takes no fee on costs', () => {
    const bands = [{ above: 0n as Fen, base: 0n as Fen, rate: fraction(1n, 10n) }];
    const stated = (on: string) =>
      caseStatement(on, [{ claimId: 'one', terms: debt, payments: [] }], { ...law, enforcementFee: { bands } });
    const costs = (on: string) => stated(on).claims[0]?.lines.filter(({ component }) => component === 'enforcement_costs');
    expect(costs('2024-01-31')).toEqual([]);
    expect(costs('2024-02-01')).toMatchObject([{ gross: yuan('50'), isProjected: false }]);
    // a tenth of 10,000 + 500 + 300, of 32 days of interest and of one day of the doubled part
    expect(stated('2024-02-01').fee?.gross).toBe(yuan('1083.39'));
  });

  it('R4.1-2 bears nothing more on what is paid', () => {
    const { lines } = statementOn('2024-12-31', terms([item('100')]), [paid('2024-01-31', '100')], law);
    expect(lines.map(({ steps }) => steps)).toEqual([[], []]);
  });

  it('R4.1-7 names days of the old rule by the title’s own way of counting, up to the day of the statement', () => {
    const counted = terms([item('100', '2014-07-31')], { doubledPart: { waived: false, firstDay: 'counted' } });
    expect(statementOn('2014-07-31', counted, [], law).notReckoned).toMatchObject([{ from: '2014-07-31', until: '2014-07-31' }]);
    expect(statementOn('2014-07-30', counted, [], law).notReckoned).toEqual([]);
    const lawCounts = { ...law, doubledPart: { ...law.doubledPart, firstDay: 'counted' } } as const;
    const plain = terms([item('100', '2014-07-31')]);
    expect(statementOn('2014-08-31', plain, [], lawCounts).notReckoned).toMatchObject([
      { from: '2014-07-31', until: '2014-07-31' },
    ]);
    expect(statementOn('2014-08-31', plain, [], law).notReckoned).toEqual([]);
  });

  it('R4.1-4 settles payments of one day by their ids, whoever was told first', () => {
    const two = [paid('2024-03-01', '100', 'b'), paid('2024-03-01', '200', 'a')];
    const ids = (told: Payment[]) => statementOn('2024-03-02', debt, told, law).payments.map(({ payment }) => payment.id);
    expect([ids(two), ids([...two].reverse())]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    const three = [...two, paid('2024-03-01', '300', 'c')];
    for (const told of [three, [...three].reverse(), [three[2], three[0], three[1]] as Payment[]])
      expect(ids(told)).toEqual(['a', 'b', 'c']);
  });

  it('R4.1-4 knows nothing of a payment after its day', () => {
    expect(statementOn('2024-03-01', debt, [paid('2024-03-02', '100')], law).payments).toEqual([]);
  });
});
