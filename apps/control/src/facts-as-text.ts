import { sharedFacts } from '#messages/requests.js';
import { type ToldFacts } from '#storage/queue/request-facts.js';

declare global {
  interface JSON {
    /** `text` stands in what `stringify` makes, as it is. */
    rawJSON(text: string): RawJson;
  }
}

export interface RawJson {
  readonly rawJSON: string;
}

/** Shared facts ready to go out: the text as a member of a message's JSON. Or which of their fields no message takes. */
export type Written = { readonly text: RawJson; readonly bytes: number } | { readonly wrong: readonly string[] };

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
  const text = ascii(JSON.stringify(JSON.stringify(data)));
  return { text: JSON.rawJSON(text), bytes: text.length };
}

/** Of one byte a character, V8 writes and reads a message three times as fast as where one character of it is not. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
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
