import { type RequestItem, type SharedFacts } from '#messages/requests.js';
import { type Call } from '../driver.js';

/**
 * The envelope every measure of our own protocols travels in. What the requests of an order share is written once, for as long as they share the objects
 * it was read into.
 */
export function envelope(
  idTypeOf: (subject: SharedFacts['subject']) => string,
): (item: RequestItem, measure: Readonly<Record<string, object>>) => Call {
  const written = new WeakMap<SharedFacts['legalBasis'], { readonly of: SharedFacts; readonly text: string }>();
  const sharedOf = (item: RequestItem): string => {
    const known = written.get(item.legalBasis);
    if (known !== undefined && isOf(item, known.of)) return known.text;
    const { caseNumber, court, judge, subject, legalBasis } = item;
    const { kind, name, idNumbers } = subject;
    const told = { caseNumber, court, judge, subject: { kind, name, idType: idTypeOf(subject), idNumbers }, legalBasis };
    const text = membersOf(told);
    written.set(legalBasis, { of: { caseNumber, court, judge, subject, legalBasis }, text });
    return text;
  };
  return (item, measure) => {
    const { requestId, attempt, task, notAfter } = item;
    const own = membersOf({ requestId, attempt, measure: task.measure, notAfter });
    const members = [own, sharedOf(item), membersOf(measure)].filter((text) => text !== '');
    return { method: 'PUT', path: `/requests/${requestId}`, body: `{${members.join(',')}}` };
  };
}

function isOf(item: RequestItem, facts: SharedFacts): boolean {
  return (
    item.caseNumber === facts.caseNumber &&
    item.court === facts.court &&
    item.judge === facts.judge &&
    item.subject === facts.subject
  );
}

function membersOf(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}
