import { type CalendarDate } from '../watch/half-year-slots.js';
import { COMPONENTS, type DebtTerms, type Payment } from './terms.js';

/** One thing wrong with terms, by field, rule and article; such terms are refused whole. */
export interface TermsProblem {
  readonly field: string;
  readonly code: string;
  readonly rule: string;
  readonly article: string;
  readonly message: string;
}

/** What no schema sees: amounts, ends before starts, items that are not there, orders of payment that leave something out. */
export function checkTerms(terms: DebtTerms): readonly TermsProblem[] {
  const problems: TermsProblem[] = [];
  const wrong = (field: string, code: string, rule: string, article: string, message: string) =>
    problems.push({ field, code, rule, article, message });
  const ids = new Set<string>();
  if (terms.items.length === 0)
    wrong('items', 'terms.no_items', 'R4.1-2', '法释〔2014〕8号 art. 1', 'Name at least one sum of the judgment.');
  terms.items.forEach((item, index) => {
    const at = `items[${index}]`;
    if (item.amount <= 0n)
      wrong(`${at}.amount`, 'amount.not_positive', 'R4.3-2', '法释〔2014〕8号 art. 1', 'Write an amount above zero.');
    if (ids.has(item.id)) wrong(`${at}.id`, 'item.twice', 'R4.1-3', '法释〔2014〕8号 art. 2', 'Give every sum an id of its own.');
    ids.add(item.id);
  });
  terms.ordinaryInterest.forEach((interest, index) => {
    const at = `ordinaryInterest[${index}]`;
    const article = '法释〔2014〕8号 art. 1(2)';
    if (interest.rate.numerator < 0n) wrong(`${at}.rate`, 'rate.negative', 'R4.1-1', article, 'A rate is zero or more.');
    if (endsBeforeStart(interest.from, interest.until)) {
      wrong(`${at}.until`, 'term.end_before_start', 'R4.1-1', article, 'Let the interest end after it starts.');
    }
    interest.items.forEach((id, place) => {
      const item = terms.items.find((one) => one.id === id);
      if (item === undefined)
        wrong(`${at}.items[${place}]`, 'item.unknown', 'R4.1-1', article, 'Name a sum of these terms by its id.');
      else if (item.kind === 'ordinary_interest') {
        wrong(
          `${at}.items[${place}]`,
          'item.is_interest',
          'R4.1-1',
          article,
          'Interest does not bear interest: name another sum.',
        );
      }
    });
  });
  terms.exclusions.forEach(({ from, until }, index) => {
    if (!endsBeforeStart(from, until)) return;
    wrong(
      `exclusions[${index}].until`,
      'term.end_before_start',
      'R4.1-5',
      '法释〔2014〕8号 art. 3(3)',
      'Let the period end after it starts.',
    );
  });
  terms.costs.forEach(({ amount }, index) => {
    if (amount > 0n) return;
    wrong(`costs[${index}].amount`, 'amount.not_positive', 'R4.2-1', 'CPL Interp. art. 508', 'Write an amount above zero.');
  });
  const order = terms.orderOfPayment;
  if (order !== undefined && (new Set(order).size !== order.length || order.length !== COMPONENTS.length)) {
    wrong(
      'orderOfPayment',
      'order.incomplete',
      'R4.2-3',
      'Civil Code art. 561',
      `Name each of these once: ${COMPONENTS.join(', ')}.`,
    );
  }
  return problems;
}

/** A part payment is above zero and not of a day to come. */
export function checkPayment(
  { amount, on }: Pick<Payment, 'amount' | 'on'>,
  today: CalendarDate,
  at: string,
): readonly TermsProblem[] {
  const facts = { rule: 'R4.1-4', article: '法释〔2014〕8号 art. 3' };
  return [
    ...(amount > 0n
      ? []
      : [{ field: `${at}.amount`, code: 'amount.not_positive', ...facts, message: 'Write an amount above zero.' }]),
    ...(on <= today
      ? []
      : [{ field: `${at}.on`, code: 'date.future', ...facts, message: 'Write the day it was paid, today or before.' }]),
  ];
}

function endsBeforeStart(from: CalendarDate, until: CalendarDate | undefined): boolean {
  return until !== undefined && until < from;
}
