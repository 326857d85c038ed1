import { type BudgetCuts, budgetCuts, type Cut } from '#enforcement/budget/budget-cuts.js';
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
import { type BudgetRow, type HeldFreeze, heldFreezes, weighedFreezes } from './budgeted-freezes.js';
import { isExcessOpen, recordExcess } from './excess-rows.js';
import { sinceLastLook } from './freeze-happenings.js';
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
  return database.steady.transaction(async (tx) => {
    await lockCases(tx, [caseId]);
    if (!(await takeBudget(tx, caseId))) return undefined;
    const day = legalDay(at.legal);
    const debt = await debtOfCase(tx, caseId, day, rules.debt);
    await keepDebt(tx, caseId, day, debt);
    const targetFen = debt.owedFen;
    const { moments, deductedFen } = await sinceLastLook(tx, caseId, debt, at);
    const held = await heldFreezes(tx, caseId);
    const { cuts, rows } = await cutsOf(tx, caseId, targetFen, held, rules);
    const releaseOrderIds = await draftReleases(tx, caseId, cuts.cuts, rows, rules.place, at);
    const past = await recordPast(tx, caseId, moments);
    const cause = causeOf(debt.targetFen, deductedFen, held);
    // an excess begins with the bank's act; it ends, like a debt that fell, when we know of it
    const told = held.map(({ reportedAt }) => reportedAt.getTime());
    const since = cuts.surplusFen > 0n && cause === 'caught_more' ? new Date(Math.max(...told)) : at.legal;
    const moment = { at: since, caughtFen: cuts.caughtFen, targetFen, releaseOrderId: releaseOrderIds[0] };
    const isToTell = past.isOpen || cuts.surplusFen > 0n;
    const now = isToTell ? await recordExcess(tx, caseId, moment, cause) : undefined;
    const change = now ?? past.changes.at(-1);
    const silent = change === undefined && releaseOrderIds.length === 0;
    const proposed = await proposeTopUp(tx, caseId, debt, held, rules.topUp, at);
    const events = [...(silent ? [] : [eventOf(caseId, cuts, change, releaseOrderIds)]), ...proposed];
    await appendEvents(tx, events, at);
    return { releaseOrderIds, cuts, debt };
  });
}

/** Below the debt nothing is cut, and nobody asks which freeze would go first. */
async function cutsOf(
  tx: Queryable,
  caseId: string,
  targetFen: Fen,
  held: readonly HeldFreeze[],
  rules: BudgetRules,
): Promise<{ cuts: BudgetCuts; rows: ReadonlyMap<string, BudgetRow> }> {
  const caughtFen = sumFen(held.map((freeze) => freeze.caughtFen));
  if (caughtFen < targetFen) return { cuts: { caughtFen, surplusFen: ZERO, cuts: [], left: [] }, rows: new Map() };
  const { freezes, rows } = await weighedFreezes(tx, caseId, held, rules, rules.partialRelease);
  return { cuts: budgetCuts(targetFen, freezes), rows };
}

/** Money caught too much that was let go again before anybody looked (R2.4-1). */
async function recordPast(tx: Queryable, caseId: string, moments: readonly BudgetMoment[]) {
  const changes: ('opened' | 'closed')[] = [];
  let isOpen = await isExcessOpen(tx, caseId);
  for (const moment of moments) {
    // most moments hold nothing too much, and there is nothing to write of them
    if (!isOpen && excessAt(moment) === ZERO) continue;
    const { at, caughtFen, targetFen, releaseOrderId, cause } = moment;
    const change = await recordExcess(tx, caseId, { at: new Date(at), caughtFen, targetFen, releaseOrderId }, cause);
    if (change === undefined) continue;
    isOpen = change === 'opened';
    changes.push(change);
  }
  return { changes, isOpen };
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
  held: readonly HeldFreeze[],
  rule: TopUpRule,
  at: Moment,
): Promise<NewEvent[]> {
  if (!debt.hasTerms) return [];
  const capsFen = await capsOrdered(tx, caseId);
  const waitsForAll = held.some(({ wholeAccount }) => wholeAccount);
  const found = held.length === 0 || waitsForAll ? undefined : topUp(debt.owedFen, capsFen, debt.perDayFen, rule);
  const next = nextProposal(await knownTopUp(tx, caseId), found, rule);
  const event = await keepTopUp(tx, caseId, next, { ...debt, capsFen }, CONTROL.id, at);
  return event === undefined ? [] : [event];
}

/**
 * While all caps together stay within the whole debt, only a fallen debt can make too much of what they caught. A deduction takes as much from the
 * caps as from the debt.
 */
function causeOf(targetFen: Fen, deductedFen: Fen, held: readonly HeldFreeze[]) {
  return sumFen(held.map(({ capFen }) => capFen)) + deductedFen > targetFen ? ('caught_more' as const) : ('target_fell' as const);
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
