import { type NamedHolder } from '../identity/holders.js';

/** What makes an account delicate beyond its class: wages come in on it, somebody else owns it too, a business lives on it. */
export const ACCOUNT_MARKS = ['salary_fed', 'joint', 'operating'] as const;
export type Mark = (typeof ACCOUNT_MARKS)[number];

/** config/law/least-harm.yaml: words in a bank's remark (BEIZ) that mean a mark. */
export type RemarkWords = Readonly<Record<Mark, readonly string[]>>;

/** From where a mark is known: whom the bank names as holders, its remark, or a person with a document. */
export interface KnownMark {
  readonly mark: Mark;
  readonly from: 'holders' | 'remark' | 'person';
}

/** The marks a bank's report gives by itself, each once. Whose the account is counts for more than what a remark says. */
export function marksReported(
  report: { readonly remark?: string | undefined; readonly holders?: readonly NamedHolder[] | undefined },
  words: RemarkWords,
): readonly KnownMark[] {
  const { remark = '', holders = [] } = report;
  const said = remark.normalize('NFKC');
  return ACCOUNT_MARKS.flatMap((mark): KnownMark[] => {
    if (mark === 'joint' && holders.length > 1) return [{ mark, from: 'holders' }];
    return words[mark].some((word) => said.includes(word)) ? [{ mark, from: 'remark' }] : [];
  });
}

/** All marks of an account; what a person set stands before what a report says of the same. */
export function allMarks(set: readonly Mark[], reported: readonly KnownMark[]): readonly KnownMark[] {
  return ACCOUNT_MARKS.flatMap((mark): KnownMark[] =>
    set.includes(mark) ? [{ mark, from: 'person' }] : reported.filter((one) => one.mark === mark),
  );
}
