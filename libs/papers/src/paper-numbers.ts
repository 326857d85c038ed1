import { type Measure } from '#enforcement/measure.js';
import { type Queryable } from '#storage/database.js';
import { numbersTaken } from '#storage/documents/order-papers.js';
import { type LegalBasis } from '#storage/orders/place-order.js';
import { countInWords } from './chinese-words.js';
import { papersFor } from './papers-needed.js';

/** Gives ruling and notice the next numbers of the case, （2020）桂1381执恢5号之一, where nobody has given them any. The case is locked. */
export async function numbered(
  tx: Queryable,
  { caseId, measure, legalBasis }: { caseId: string; measure: Measure; legalBasis: LegalBasis },
): Promise<LegalBasis> {
  const needed = papersFor(measure);
  const { caseNumber, taken } = await numbersTaken(tx, caseId);
  const next = () => {
    for (let part = 1; ; part += 1) {
      const number = `${caseNumber}之${countInWords(part)}`;
      if (taken.has(number)) continue;
      taken.add(number);
      return number;
    }
  };
  const rulingNumber = legalBasis.rulingNumber ?? (needed.ruling === undefined ? undefined : next());
  const noticeNumber = legalBasis.noticeNumber === '' && needed.notice !== undefined ? next() : legalBasis.noticeNumber;
  return { ...legalBasis, ...(rulingNumber === undefined ? {} : { rulingNumber }), noticeNumber };
}
