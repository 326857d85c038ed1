import { type Task } from '#messages/requests.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type BodyOf } from '../order-fields.js';
import { capableInstitution, type TargetContext } from './target-context.js';

/** "all" means every institution that can be asked online; one named that cannot is a mistake and is named. */
export function inquireTargets(context: TargetContext, { targets }: BodyOf<'inquire'>): OrderTarget[] {
  if (targets.watchUntil !== undefined && targets.watchUntil <= context.today) {
    context.problems.add('targets.watchUntil', 'term.over', 'This day has passed already, by the court’s calendar.');
  }
  return inquiriesAt(context, 'targets.institutions', targets.institutions, targets.watchUntil);
}

export function inquiriesAt(
  context: Pick<TargetContext, 'directory' | 'problems'>,
  field: string,
  institutions: 'all' | readonly string[],
  watchUntil?: string,
): OrderTarget[] {
  const task: Task = { measure: 'inquire', ...(watchUntil === undefined ? {} : { watchUntil }) };
  if (institutions === 'all') return context.directory.capable('inquire').map(({ code }) => ({ institution: code, task }));
  institutions.forEach((code, index) => {
    const at = `${field}[${index}]`;
    if (institutions.indexOf(code) < index) context.problems.add(at, 'institution.twice', 'Name each institution once.');
    else capableInstitution(context, at, code, 'inquire');
  });
  return institutions.map((code) => ({ institution: code, task }));
}
