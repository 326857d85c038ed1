import { type CitedRule, cited } from '#enforcement/cited-rules.js';
import { type Measure, needsRuling } from '#enforcement/measure.js';
import { ChakongError, type FieldProblem } from '#platform/errors.js';
import { type Queryable } from '#storage/database.js';
import { documentsOf } from '#storage/documents/documents.js';
import { type LegalBasis } from '#storage/orders/place-order.js';

/** Which rule says what a measure goes out with. */
const RULE_OF_PAPERS: Readonly<Record<Measure, CitedRule>> = {
  inquire: 'R1.2-1',
  freeze: 'R1.2-2',
  renew: 'R1.2-2',
  release: 'R1.2-3',
  deduct: 'R1.2-4',
  seal: 'R1.1-1',
  pay: 'R1.1-1',
};

/** As the call names it: where the house writes the papers, it numbers them too. */
export interface NamedBasis {
  readonly rulingNumber?: string | undefined;
  readonly noticeNumber?: string | undefined;
  readonly documentIds: readonly string[];
  readonly officers: LegalBasis['officers'];
  readonly writePapers?: boolean;
}

/** The documents are of this case; where a ruling is needed, ruling and notice are among them or are written (R1.2-2 to R1.2-4). */
export async function checkedBasis(
  tx: Queryable,
  caseId: string,
  { writePapers = false, ...basis }: NamedBasis,
  measure: Measure,
): Promise<LegalBasis> {
  const documents = await documentsOf(tx, caseId, basis.documentIds);
  const known = new Set(documents.map(({ id }) => id));
  const problems: FieldProblem[] = basis.documentIds.flatMap((id, index) =>
    known.has(id)
      ? []
      : [
          {
            field: `legalBasis.documentIds[${index}]`,
            code: 'document.unknown',
            message: 'Name a document of this case; file it first.',
          },
        ],
  );
  if (!writePapers) problems.push(...missingNumbers(basis, measure));
  if (needsRuling(measure) && !writePapers && problems.length === 0) {
    for (const kind of ['ruling', 'notice'] as const) {
      if (documents.some((one) => one.kind === kind)) continue;
      problems.push({
        field: 'legalBasis.documentIds',
        code: `document.no_${kind}`,
        message: `Name the ${kind} among the documents: the institution is shown both the ruling and the notice.`,
        ...cited(RULE_OF_PAPERS[measure]),
      });
    }
  }
  const first = problems[0];
  if (first !== undefined) throw new ChakongError('invalid', `${first.field}: ${first.message}`, { problems });
  return { ...basis, noticeNumber: basis.noticeNumber ?? '' };
}

function missingNumbers(basis: NamedBasis, measure: Measure): FieldProblem[] {
  const needed = needsRuling(measure) ? (['rulingNumber', 'noticeNumber'] as const) : (['noticeNumber'] as const);
  return needed
    .filter((name) => measure !== 'pay' && basis[name] === undefined)
    .map((name) => ({
      field: `legalBasis.${name}`,
      code: 'required',
      message: 'Give this field, or have the papers written.',
      ...cited(RULE_OF_PAPERS[measure]),
    }));
}
