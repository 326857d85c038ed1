import { type BudgetCuts, budgetCuts, type BudgetedFreeze, type Cut } from '#enforcement/budget/budget-cuts.js';
import { type RemarkWords } from '#enforcement/budget/account-marks.js';
import { type BudgetMoment, excessAt } from '#enforcement/budget/excess-record.js';
import { type LeastHarmOrder } from '#enforcement/budget/least-harm.js';
import { nextProposal, topUp, type TopUpRule } from '#enforcement/budget/top-up.js';
import { type DebtRules } from '../law/debt-law-file.js';
import { type Fen, sumFen, ZERO } from '#enforcement/money.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { plusMs } from '#platform/clocks.js';
import { type Database, type Queryable } from '../database.js';
import { type DebtOfCase, debtOfCase, keepDebt } from '../debt/debt-of-case.js';
import { appendEvents, lockCases, type Moment, type NewEvent } from '../events.js';
import { capsOrdered } from '../orders/measure-room.js';
import { type placeOrder } from '../orders/place-order.js';
import { takeBudget } from './budget-due.js';
import { budgetedFreezes, type BudgetRow } from './budgeted-freezes.js';
import { isExcessOpen, recordExcess } from './excess-rows.js';
import { momentsSinceLastLook } from './freeze-happenings.js';
import { keepTopUp, knownTopUp } from './top-up-proposals.js';

export interface BudgetRules {
  readonly order: LeastHarmOrder;
  readonly remarkWords: RemarkWords;
  readonly partialRelease: (institution: string) => boolean;
  /** By what the debt grows. */
  readonly debt: DebtRules;
  readonly topUp: TopUpRule;
  /** How a release is placed: with a ruling and a notice of its own (R1.2-3). */
  readonly place: typeof placeOrder;
}

export interface KeptBudget {
  readonly releaseOrderIds: readonly string[];
  readonly cuts: BudgetCuts;
  readonly debt: DebtOfCase;
}

const ANSWER_WITHIN_MS = 3 * 86_400_000;
const CONTROL = { id: 'control', role: 'service' } as const;

/**
 * Looks at the budget of one case under its lock: what is caught above the debt goes on record, and what the debt no longer needs becomes a release
 * order that waits for a person (R2.4-1, R2.4-5). The debt is reckoned to the end of the legal day: interest may have raised it since. Where it has
 * outgrown the caps, a top-up is proposed. Whoever comes second finds the case done and does nothing. Undefined: there was nothing to do.
 */
export async function keepBudget(
  database: Database,
  caseId: string,
  rules: BudgetRules,
  at: Moment,
): Promise<KeptBudget | undefined> {
  return database.transaction(async (tx) => {
    await lockCases(tx, [caseId]);
    if (!(await takeBudget(tx, caseId))) return undefined;
    const day = legalDay(at.legal);
    const debt = await debtOfCase(tx, caseId, day, rules.debt);
    await keepDebt(tx, caseId, day, debt);
    const targetFen = debt.owedFen;
    const moments = await momentsSinceLastLook(tx, caseId, debt, at);
    const { freezes, rows } = await budgetedFreezes(tx, caseId, rules, rules.partialRelease);
    const cuts = budgetCuts(targetFen, freezes);
    const releaseOrderIds = await draftReleases(tx, caseId, cuts.cuts, rows, rules.place, at);
    const changes = await recordPast(tx, caseId, moments);
    const cause = await causeOf(tx, caseId, debt.targetFen, freezes);
    // an excess begins with the bank's act; it ends, like a debt that fell, when we know of it
    const told = [...rows.values()].map(({ reportedAt }) => reportedAt.getTime());
    const since = cuts.surplusFen > 0n && cause === 'caught_more' ? new Date(Math.max(...told)) : at.legal;
    const now = await recordExcess(
      tx,
      caseId,
      { at: since, caughtFen: cuts.caughtFen, targetFen, releaseOrderId: releaseOrderIds[0] },
      cause,
    );
    const change = now ?? changes.at(-1);
    const silent = change === undefined && releaseOrderIds.length === 0;
    const proposed = await proposeTopUp(tx, caseId, debt, freezes, rules.topUp, at);
    const events = [...(silent ? [] : [eventOf(caseId, cuts, change, releaseOrderIds)]), ...proposed];
    await appendEvents(tx, events, at);
    return { releaseOrderIds, cuts, debt };
  });
}

/** Money caught too much that was let go again before anybody looked (R2.4-1). */
async function recordPast(tx: Queryable, caseId: string, moments: readonly BudgetMoment[]) {
  const changes: ('opened' | 'closed')[] = [];
  let isOpen = moments.length > 0 && (await isExcessOpen(tx, caseId));
  for (const moment of moments) {
    // most moments hold nothing too much, and there is nothing to write of them
    if (!isOpen && excessAt(moment) === ZERO) continue;
    const { at, caughtFen, targetFen, releaseOrderId, cause } = moment;
    const change = await recordExcess(tx, caseId, { at: new Date(at), caughtFen, targetFen, releaseOrderId }, cause);
    if (change === undefined) continue;
    isOpen = change === 'opened';
    changes.push(change);
  }
  return changes;
}

/** One order per debtor, as every order is about one; its officers are those of the newest freeze it lowers. */
async function draftReleases(
  tx: Queryable,
  caseId: string,
  cuts: readonly Cut[],
  rows: ReadonlyMap<string, BudgetRow>,
  place: typeof placeOrder,
  at: Moment,
): Promise<string[]> {
  const known = cuts.flatMap((cut) => {
    const row = rows.get(cut.freezeId);
    return row === undefined ? [] : [{ cut, row }];
  });
  const ids: string[] = [];
  for (const [partyId, ofParty] of Map.groupBy(known, ({ row }) => row.partyId)) {
    const newest = ofParty.reduce((a, b) => (a.row.id > b.row.id ? a : b));
    const targets = ofParty.map(({ cut, row }) => ({
      institution: cut.institution,
      task: {
        measure: 'release' as const,
        freezeRequestId: cut.freezeId,
        account: row.account,
        ...(cut.keepFen === undefined ? {} : { keepFen: cut.keepFen.toString() }),
        ...(cut.whole || cut.keepFen !== undefined ? {} : { amountFen: cut.amountFen.toString() }),
      },
    }));
    const order = {
      caseId,
      partyId,
      measure: 'release',
      priority: 'judge',
      cause: 'budget',
      legalBasis: newest.row.legalBasis,
      targets,
      answerBy: plusMs(at.machine, ANSWER_WITHIN_MS),
      needsApproval: true,
    } as const;
    ids.push(await place(tx, order, CONTROL, at));
  }
  return ids;
}

/** Only a debt that grows outgrows its freezes; where nothing is frozen there is nothing to top up, nor where a whole account waits for all that comes. */
async function proposeTopUp(
  tx: Queryable,
  caseId: string,
  debt: DebtOfCase,
  freezes: readonly BudgetedFreeze[],
  rule: TopUpRule,
  at: Moment,
): Promise<NewEvent[]> {
  if (!debt.hasTerms) return [];
  const capsFen = await capsOrdered(tx, caseId);
  const waitsForAll = freezes.some(({ wholeAccount }) => wholeAccount);
  const found = freezes.length === 0 || waitsForAll ? undefined : topUp(debt.owedFen, capsFen, debt.perDayFen, rule);
  const next = nextProposal(await knownTopUp(tx, caseId), found, rule);
  const event = await keepTopUp(tx, caseId, next, { ...debt, capsFen }, CONTROL.id, at);
  return event === undefined ? [] : [event];
}

/**
 * While all caps together stay within the whole debt, only a fallen debt can make too much of what they caught. A deduction takes as much from the
 * caps as from the debt.
 */
async function causeOf(tx: Queryable, caseId: string, targetFen: Fen, freezes: readonly BudgetedFreeze[]) {
  const { rows } = await tx.query<{ deducted: bigint }>(
    'select coalesce(sum(amount_fen), 0)::bigint as deducted from deduction where case_id = $1',
    [caseId],
  );
  const caps = sumFen(freezes.map(({ capFen }) => capFen));
  return caps + (rows[0]?.deducted ?? 0n) > targetFen ? ('caught_more' as const) : ('target_fell' as const);
}

function eventOf(
  caseId: string,
  { caughtFen, surplusFen, cuts, left }: BudgetCuts,
  excess: 'opened' | 'closed' | undefined,
  releaseOrderIds: readonly string[],
) {
  return {
    kind: 'budget.kept' as const,
    caseId,
    orderId: releaseOrderIds[0],
    actor: CONTROL.id,
    data: {
      caughtFen: String(caughtFen),
      surplusFen: String(surplusFen),
      cuts: cuts.map(({ freezeId, amountFen, whole, because }) => ({ freezeId, amountFen: String(amountFen), whole, because })),
      left: left.map(({ freezeId, amountFen, because }) => ({ freezeId, amountFen: String(amountFen), because })),
      releaseOrderIds,
      ...(excess === undefined ? {} : { excess }),
    },
  };
}
