import { ascending } from '../comparing.js';
import { type Fen, fenOf, ZERO } from '../money.js';
import { type AccountEvent, inOrder } from './account-event.js';
import { allocate, type Allocation, type Cap } from './allocation.js';
import { type AccountBook, type Contradiction, type EndedBy, type Promotion, type Ranked, type Standing } from './book-state.js';
import { contradiction } from './contradiction.js';

interface Draft {
  moneyFen: Fen;
  standings: readonly Standing[];
  promotions: Promotion[];
  contradictions: Contradiction[];
  rankSnapshot: readonly string[];
  petition: AccountBook['petition'];
  /** Ranks as last reckoned, and from what. */
  newest?: { standings: readonly Standing[]; moneyFen: Fen; ranked: readonly Ranked[] };
}

/**
 * The book of one account as it stood at `asOf`: a fold over what is known, so events may come in any order, late or twice, and make the same
 * book. Ends come by themselves, to the minute, at `until` (R2.1-4).
 */
export function accountBook(events: readonly AccountEvent[], asOf: string): AccountBook {
  const draft: Draft = {
    moneyFen: ZERO,
    standings: [],
    promotions: [],
    contradictions: [],
    rankSnapshot: [],
    petition: 'none',
  };
  for (const event of inOrder(events)) {
    if (event.at > asOf) break;
    endDue(draft, event.at);
    take(draft, event);
  }
  endDue(draft, asOf);
  return {
    moneyFen: draft.moneyFen,
    freezes: ranked(draft),
    ended: draft.standings.filter(({ ended }) => ended !== undefined),
    promotions: draft.promotions,
    contradictions: draft.contradictions,
    rankSnapshot: draft.rankSnapshot,
    petition: draft.petition,
  };
}

function ranked(draft: Draft): readonly Ranked[] {
  const { moneyFen, standings, newest } = draft;
  if (newest?.standings === standings && newest.moneyFen === moneyFen) return newest.ranked;
  const inEffect = standings.filter(({ ended }) => ended === undefined).sort(byRank);
  const allocations = allocate(
    moneyFen,
    inEffect.map(({ cap }) => cap),
  );
  const result = inEffect.map((one, index) => ({ ...one, ...(allocations[index] as Allocation), rank: index + 1 }));
  draft.newest = { standings, moneyFen, ranked: result };
  return result;
}

function byRank(a: Standing, b: Standing): number {
  return ascending(a.servedAt, b.servedAt) || ascending(a.order, b.order);
}

function endDue(draft: Draft, now: string): void {
  for (;;) {
    const due = draft.standings
      .flatMap(({ freezeId, ended, until }) =>
        ended === undefined && until !== undefined && until <= now ? [{ freezeId, until }] : [],
      )
      .sort((a, b) => ascending(a.until, b.until))[0];
    if (due === undefined) return;
    change(draft, due.until, 'expired', due.freezeId, () => end(draft, due.freezeId, 'expired', due.until));
  }
}

function take(draft: Draft, event: AccountEvent): void {
  const wrong = contradiction(event, { ...draft, freezes: ranked(draft) });
  if (wrong !== undefined) draft.contradictions.push({ eventId: event.id, ...wrong });
  else change(draft, event.at, event.kind, 'freezeId' in event ? event.freezeId : undefined, () => apply(draft, event));
}

const BRINGS_MONEY: ReadonlySet<Promotion['cause']> = new Set(['credited', 'observed', 'returned'] as const);

/** Applies a change and notes whom it promoted: a rise that came of another's giving way, not of money coming in. */
function change(draft: Draft, at: string, cause: Promotion['cause'], madeWay: string | undefined, act: () => void): void {
  const before = new Map(ranked(draft).map((one) => [one.freezeId, one]));
  act();
  if (BRINGS_MONEY.has(cause)) return;
  for (const one of ranked(draft)) {
    const was = before.get(one.freezeId);
    if (was === undefined || (one.rank >= was.rank && one.effectiveFen <= was.effectiveFen)) continue;
    draft.promotions.push({
      at,
      freezeId: one.freezeId,
      authority: one.authority,
      caseNumber: one.caseNumber,
      fromRank: was.rank,
      toRank: one.rank,
      fromFen: was.effectiveFen,
      toFen: one.effectiveFen,
      cause,
      ...(madeWay === undefined ? {} : { madeWay }),
    });
  }
}

function apply(draft: Draft, event: AccountEvent): void {
  switch (event.kind) {
    case 'served':
      draft.standings = [
        ...draft.standings,
        { ...event.freeze, servedAt: event.at, order: event.id, deductedFen: ZERO, ended: undefined },
      ];
      return;
    case 'taken_over': {
      const { holder, stage, until } = event;
      return alter(draft, event.freezeId, () => ({ ...holder, stage, ...(until === undefined ? {} : { until }) }));
    }
    case 'reparented':
      return alter(draft, event.freezeId, () => ({ caseNumber: event.caseNumber }));
    case 'renewed':
      return alter(draft, event.freezeId, () => ({ until: event.until }));
    case 'reduced':
      alter(draft, event.freezeId, () => ({ cap: event.capFen }));
      return endExhausted(draft, event.freezeId, 'released', event.at);
    case 'released':
      return end(draft, event.freezeId, 'released', event.at);
    case 'deducted':
      draft.moneyFen = fenOf(draft.moneyFen - event.amountFen);
      alter(draft, event.freezeId, (one) => ({
        cap: one.cap === 'whole' ? one.cap : fenOf(one.cap - event.amountFen),
        deductedFen: fenOf(one.deductedFen + event.amountFen),
      }));
      return endExhausted(draft, event.freezeId, 'exhausted', event.at);
    case 'returned':
      draft.moneyFen = fenOf(draft.moneyFen + event.amountFen);
      draft.standings = draft.standings.map((one) => (one.freezeId === event.freezeId ? restoredBy(one, event.amountFen) : one));
      return;
    case 'credited':
      draft.moneyFen = fenOf(draft.moneyFen + event.amountFen);
      return;
    case 'debited':
      draft.moneyFen = fenOf(draft.moneyFen - event.amountFen);
      return;
    case 'observed':
      draft.moneyFen = event.moneyFen;
      return;
    case 'petition_accepted':
      draft.rankSnapshot = ranked(draft).map(({ freezeId }) => freezeId);
      draft.petition = 'accepted';
      for (const freezeId of draft.rankSnapshot) end(draft, freezeId, 'lifted', event.at);
      return;
    case 'petition_refused':
      draft.petition = 'refused';
      return;
    case 'restored':
      draft.standings = draft.standings.map((one) => {
        if (one.freezeId !== event.freezeId) return one;
        return { ...one, until: event.until, ended: undefined };
      });
      return;
  }
}

/** What was exhausted by a deduction that never took place is in effect again; what ended otherwise stays ended. */
function restoredBy(one: Standing, amountFen: Fen): Standing {
  const cap = one.cap === 'whole' ? one.cap : fenOf(one.cap + amountFen);
  const ended = one.ended?.by === 'exhausted' ? undefined : one.ended;
  return { ...one, cap, deductedFen: fenOf(one.deductedFen - amountFen), ended };
}

function alter(draft: Draft, freezeId: string, by: (one: Standing) => Partial<Standing>): void {
  draft.standings = draft.standings.map((one) =>
    one.freezeId === freezeId && one.ended === undefined ? { ...one, ...by(one) } : one,
  );
}

function end(draft: Draft, freezeId: string, by: EndedBy, at: string): void {
  alter(draft, freezeId, () => ({ ended: { by, at } }));
}

function endExhausted(draft: Draft, freezeId: string, by: EndedBy, at: string): void {
  const left: Cap | undefined = draft.standings.find((one) => one.freezeId === freezeId)?.cap;
  if (left === ZERO) end(draft, freezeId, by, at);
}
