import { cited } from '#enforcement/cited-rules.js';
import { type Task } from '#messages/requests.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { identitiesOf } from '#storage/parties/identities.js';
import { type BodyOf } from '../order-fields.js';
import { capableInstitution, type TargetContext } from './target-context.js';

type InquireTargets = BodyOf<'inquire'>['targets'];

/**
 * Every institution is asked once for each name and number the debtor is known by (R10.2), or only for those named. "all" means every
 * institution that can be asked online; one named that cannot is a mistake and is named.
 */
export async function inquireTargets(context: TargetContext, { targets }: BodyOf<'inquire'>): Promise<OrderTarget[]> {
  if (targets.watchUntil !== undefined && targets.watchUntil <= context.today) {
    context.problems.add('targets.watchUntil', 'term.over', 'This day has passed already, by the court’s calendar.');
  }
  checkTransactions(context, targets);
  const asked = inquiriesAt(context, 'targets.institutions', targets.institutions, targets);
  const { identityIds, own } = await identitiesAsked(context, targets.identityIds);
  const further = identityIds.flatMap((identityId) => asked.map((target) => ({ ...target, identityId })));
  return own ? [...asked, ...further] : further;
}

/** R1.5-13: institutions give transactions only where both days are named, and answer as if none were asked for where one is missing. */
function checkTransactions(
  { problems, today }: TargetContext,
  { transactionsFrom: from, transactionsTo: to }: InquireTargets,
): void {
  if (from === undefined && to === undefined) return;
  if (from === undefined || to === undefined) {
    problems.add(
      from === undefined ? 'targets.transactionsFrom' : 'targets.transactionsTo',
      'window.half',
      'Name both days of the transactions wanted: with one alone institutions give none.',
      cited('R1.5-13'),
    );
  } else if (from > to) {
    problems.add('targets.transactionsTo', 'window.reversed', 'The last day is not before the first.', cited('R1.5-13'));
  } else if (to > today) {
    problems.add('targets.transactionsTo', 'window.future', 'Ask for transactions up to today at most.', cited('R1.5-13'));
  }
}

async function identitiesAsked(
  { tx, partyId, problems }: TargetContext,
  named: readonly string[] | undefined,
): Promise<{ readonly own: boolean; readonly identityIds: readonly string[] }> {
  const known = partyId === null ? [] : ((await identitiesOf(tx, [partyId])).get(partyId) ?? []).map(({ id }) => id);
  if (named === undefined) return { own: true, identityIds: known };
  named.forEach((id, index) => {
    const field = `targets.identityIds[${index}]`;
    if (!known.includes(id))
      problems.add(field, 'identity.unknown', 'The debtor has no such further name or number.', cited('R7.1-2'));
    else if (named.indexOf(id) < index) problems.add(field, 'identity.twice', 'Name each once.');
  });
  return { own: false, identityIds: named };
}

export function inquiriesAt(
  context: Pick<TargetContext, 'directory' | 'problems'>,
  field: string,
  institutions: 'all' | readonly string[],
  { watchUntil, transactionsFrom, transactionsTo }: Partial<InquireTargets> = {},
): OrderTarget[] {
  const task: Task = {
    measure: 'inquire',
    ...(watchUntil === undefined ? {} : { watchUntil }),
    ...(transactionsFrom === undefined || transactionsTo === undefined ? {} : { transactionsFrom, transactionsTo }),
  };
  if (institutions === 'all') return context.directory.capable('inquire').map(({ code }) => ({ institution: code, task }));
  institutions.forEach((code, index) => {
    const at = `${field}[${index}]`;
    if (institutions.indexOf(code) < index) context.problems.add(at, 'institution.twice', 'Name each institution once.');
    else capableInstitution(context, at, code, 'inquire');
  });
  return institutions.map((code) => ({ institution: code, task }));
}
