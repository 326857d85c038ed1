import { type AccountEvent, type ServedFreeze } from './account-event.js';
import { type AccountBook, type Contradiction, type Ranked, type Standing } from './book-state.js';
import { formatYuan, ZERO } from '../money.js';

type Known = Pick<AccountBook, 'freezes' | 'moneyFen' | 'petition'> & {
  readonly standings: readonly Standing[];
};
type Wrong = Omit<Contradiction, 'eventId'>;

/** Why an event cannot have happened as told, with the rule; undefined where it can. */
export function contradiction(event: AccountEvent, known: Known): Wrong | undefined {
  switch (event.kind) {
    case 'served':
      return strangeService(event.freeze, event.at, known);
    case 'credited':
      return event.amountFen > 0n ? undefined : wrong('R2.3-1', 'A credit is more than nothing.');
    case 'debited':
      return event.amountFen > 0n && event.amountFen <= known.moneyFen
        ? undefined
        : wrong('R2.3-5', `At most ${formatYuan(known.moneyFen)} could leave this account.`);
    case 'observed':
      return event.moneyFen >= 0n ? undefined : wrong('R2.3-5', 'A bank cannot give less than nothing.');
    case 'petition_accepted':
      return known.petition === 'accepted' ? wrong('R7.2-6', 'A petition is accepted already.') : undefined;
    case 'petition_refused':
      return known.petition === 'accepted' ? undefined : wrong('R7.2-6', 'No petition is accepted.');
    case 'restored':
      return strangeRestoration(event.freezeId, event.until, event.at, known);
    case 'returned': {
      const deducted = known.standings.find(({ freezeId }) => freezeId === event.freezeId)?.deductedFen ?? ZERO;
      return event.amountFen > 0n && event.amountFen <= deducted
        ? undefined
        : wrong('R1.9-5', `Of this freeze ${formatYuan(deducted)} was deducted; no more can come back.`);
    }
    case 'taken_over':
    case 'reparented':
    case 'renewed':
    case 'reduced':
    case 'released':
    case 'deducted': {
      const freeze = known.freezes.find(({ freezeId }) => freezeId === event.freezeId);
      if (freeze === undefined) return notInEffect(event.kind);
      return strangeChange(event, freeze);
    }
  }
}

function strangeService(freeze: ServedFreeze, at: string, { standings, petition }: Known): Wrong | undefined {
  if (standings.some(({ freezeId }) => freezeId === freeze.freezeId)) return wrong('R2.2-1', 'This freeze was served before.');
  if (freeze.cap === 'whole' && (freeze.wholeBecause ?? '') === '')
    return wrong('R2.3-2', 'A freeze names an amount; the whole account needs a reason.');
  if (freeze.cap !== 'whole' && freeze.cap <= 0n) return wrong('R2.3', 'A cap is more than nothing.');
  if (freeze.until !== undefined && freeze.until <= at) return wrong('R2.1-4', 'This term ended before it began.');
  if (petition === 'accepted' && freeze.stage !== 'bankruptcy')
    return wrong('R7.2-6', 'While a petition is accepted only its own court may freeze.');
  return undefined;
}

function strangeRestoration(freezeId: string, until: string, at: string, known: Known): Wrong | undefined {
  if (known.petition !== 'refused') return wrong('R7.2-6', 'Freezes come back only when the petition is refused.');
  const one = known.standings.find((standing) => standing.freezeId === freezeId);
  if (one?.ended?.by !== 'lifted') return wrong('R7.2-6', 'Only a freeze lifted for the petition comes back.');
  return until > at ? undefined : wrong('R2.1-4', 'This term ended before it began.');
}

function strangeChange(
  event: Extract<AccountEvent, { freezeId: string }>,
  { cap, effectiveFen, until, stage, authority }: Ranked,
): Wrong | undefined {
  if (event.kind === 'reduced' && (event.capFen < 0n || (cap !== 'whole' && event.capFen >= cap)))
    return wrong('R2.3-7', 'A reduction leaves less than before; more needs a new freeze.');
  if (event.kind === 'deducted' && (event.amountFen <= 0n || event.amountFen > effectiveFen))
    return wrong('R2.3-6', `This freeze has caught ${formatYuan(effectiveFen)}; no more can be deducted from it.`);
  if (event.kind === 'deducted' && stage === 'criminal')
    return wrong('R7.2-12', 'Investigators freeze and do not deduct; the court that takes over does.');
  if (event.kind === 'renewed' && until !== undefined && event.until <= until)
    return wrong('R2.1-1', `A renewal ends after the present end, ${until}.`);
  if (event.kind === 'taken_over' && event.holder.authority === authority)
    return wrong('R2.1-7', 'The same authority keeps its freeze under another file; nobody takes it over.');
  return undefined;
}

/** A renewal that comes late has nothing to renew: it is a new freeze with a new rank. */
function notInEffect(kind: AccountEvent['kind']): Wrong {
  return kind === 'renewed'
    ? wrong('R2.1-4', 'This freeze is over; a renewal now is a new freeze with a new rank.')
    : wrong('R2.2-1', 'No such freeze is in effect on this account.');
}

function wrong(rule: string, message: string): Wrong {
  return { rule, message };
}
