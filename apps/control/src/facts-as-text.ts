import { sharedFacts } from '#messages/requests.js';
import { type ToldFacts } from '#storage/queue/request-facts.js';

/** Shared facts ready to go out, or which of their fields no message takes. */
export type Written = { readonly text: string; readonly bytes: number } | { readonly wrong: readonly string[] };

/** What the requests of an order share, checked and written once for all of them. */
export class FactsAsText {
  private readonly known = new WeakMap<ToldFacts, Written>();

  of(told: ToldFacts): Written {
    const known = this.known.get(told) ?? written(told);
    this.known.set(told, known);
    return known;
  }
}

function written(told: ToldFacts): Written {
  const { success, data, error } = sharedFacts.safeParse(sharedFrom(told));
  if (!success) return { wrong: error.issues.map((issue) => issue.path.join('.')) };
  const text = JSON.stringify(data);
  return { text, bytes: Buffer.byteLength(text) };
}

/** In the wire's words. */
export function sharedFrom(told: ToldFacts) {
  const { rulingNumber, noticeNumber, officers } = told.legal_basis;
  return {
    caseNumber: told.case_number,
    court: { code: told.court_code, name: told.court_name },
    judge: { name: told.judge_name },
    subject: told.subject,
    legalBasis: {
      ...(rulingNumber === undefined ? {} : { rulingNumber }),
      noticeNumber,
      documents: told.documents,
      officers: officers ?? [],
    },
  };
}
