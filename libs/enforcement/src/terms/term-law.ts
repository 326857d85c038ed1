import { type CitedRule } from '../cited-rules.js';
import { plusMonths, type CalendarDate } from '../watch/half-year-slots.js';

/** What a term is on. The law knows three kinds (R2.1-1 to R2.1-3); which product falls under which is partly ours to say (R2.1-6). */
export type TermKind = 'deposit' | 'movable' | 'immovable_or_right';

/** config/law/terms.yaml, read and checked by the app. */
export interface TermLaw {
  readonly maxMonths: Readonly<Record<TermKind, number>>;
  /** Asset type, such as `current`, `wealth`, `vehicle`, `real_estate`, `equity`, to the kind of its term. */
  readonly kindOf: Readonly<Record<string, TermKind>>;
  /** For an asset type nobody has sorted: the shortest term, which errs on the side of renewing early. */
  readonly otherwise: TermKind;
}

export interface TermProblem {
  readonly field: 'until' | 'from';
  readonly code: 'term.end_before_start' | 'term.over' | 'term.too_long' | 'term.not_longer';
  readonly rule: CitedRule;
  readonly message: string;
}

export function termKind(assetType: string, law: TermLaw): TermKind {
  return law.kindOf[assetType] ?? law.otherwise;
}

/** CPL Interp. 485 (R1.1-3): the last day a term beginning on `from` may have. The same day months later; where that month is shorter, its last day. */
export function latestEnd(from: CalendarDate, assetType: string, law: TermLaw): CalendarDate {
  return plusMonths(from, law.maxMonths[termKind(assetType, law)]);
}

export function checkTerm(
  term: { readonly from: CalendarDate; readonly until: CalendarDate },
  assetType: string,
  today: CalendarDate,
  law: TermLaw,
): TermProblem | undefined {
  if (term.until < term.from)
    return { field: 'until', code: 'term.end_before_start', rule: 'R2.1-1', message: 'Let the term end after it starts.' };
  if (term.until <= today)
    return {
      field: 'until',
      code: 'term.over',
      rule: 'R2.1-4',
      message: 'This end has passed already, by the court’s calendar.',
    };
  return tooLong(term.from, term.until, assetType, law);
}

/** A renewal runs from the present end and each time at most the same maximum; how often is not limited (R2.1-1). */
export function checkRenewal(
  presentEnd: CalendarDate,
  until: CalendarDate,
  assetType: string,
  law: TermLaw,
): TermProblem | undefined {
  if (until <= presentEnd)
    return {
      field: 'until',
      code: 'term.not_longer',
      rule: 'R2.1-1',
      message: `Let the renewal end after the present end, ${presentEnd}.`,
    };
  return tooLong(presentEnd, until, assetType, law);
}

function tooLong(from: CalendarDate, until: CalendarDate, assetType: string, law: TermLaw): TermProblem | undefined {
  const latest = latestEnd(from, assetType, law);
  if (until <= latest) return undefined;
  const months = law.maxMonths[termKind(assetType, law)];
  const rule = ({ deposit: 'R2.1-1', movable: 'R2.1-2', immovable_or_right: 'R2.1-3' } as const)[termKind(assetType, law)];
  return {
    field: 'until',
    code: 'term.too_long',
    rule,
    message: `At most ${months} months: until ${latest} (${rule}, CPL Interpretation 485).`,
  };
}
