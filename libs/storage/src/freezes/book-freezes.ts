import { type Fen, fenOf, minFen, ZERO } from '#enforcement/money.js';
import { accountKey } from '../account-key.js';
import { type LockedRequest } from '../answers/known-requests.js';
import { type FinalContent } from '../answers/outcome-content.js';
import { type Settlement } from '../answers/settlement.js';
import { plusMs } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { appendEvents, type EventKind, type Moment } from '../events.js';
import { type FreezeChange, type FreezeRow, lockFreezes, writeFreezeChange } from './freeze-rows.js';
import { wantPosition } from './positions.js';

const DAY_MS = 86_400_000;

/** Books executed freezes, seals, renewals, releases and deductions, in the order they were asked for. */
export async function bookFreezes(tx: Queryable, settlements: readonly Settlement[], actor: string, at: Moment): Promise<void> {
  const touching = settlements.filter(({ request }) =>
    ['freeze', 'seal', 'renew', 'release', 'deduct'].includes(request.measure),
  );
  if (touching.length === 0) return;
  // ids are time-ordered: a freeze comes before the release that names it
  for (const { request, content } of [...touching].sort((a, b) => (a.request.requestId < b.request.requestId ? -1 : 1))) {
    if (request.measure === 'freeze' || request.measure === 'seal') await openFreeze(tx, request, content);
    const freezeId = freezeOf(request);
    const before = (await lockFreezes(tx, [freezeId])).get(freezeId);
    if (before === undefined)
      throw new Error(`The ${request.measure} ${request.requestId} names a freeze that is not in the book.`);
    const change = changeBy(request, content, before);
    await writeFreezeChange(tx, change);
    await appendEvents(tx, [eventOf(request, change, actor)], at);
    if (change.kind === 'frozen') await giveReleaseItsTime(tx, request, at);
    // reported since: those figures had this measure in them already, and subtracting it once more is only a guess
    else if (isOlder(content, before)) await wantPosition(tx, freezeId, at.machine);
  }
}

/** A release that waited for this freeze may be past its own answer-by: its institution's time begins now. */
async function giveReleaseItsTime(tx: Queryable, { caseId, requestId }: LockedRequest, at: Moment): Promise<void> {
  await tx.query(
    `update queue q set answer_by = greatest(q.answer_by, $3) from request r
     where r.case_id = $1 and r.measure = 'release' and r.state = 'open' and r.task ->> 'freezeRequestId' = $2
       and q.request_id = r.id and q.state = 'queued'`,
    [caseId, requestId, plusMs(at.machine, DAY_MS)],
  );
}

function freezeOf(request: LockedRequest): string {
  return typeof request.task['freezeRequestId'] === 'string' ? request.task['freezeRequestId'] : request.requestId;
}

async function openFreeze(tx: Queryable, request: LockedRequest, content: FinalContent): Promise<void> {
  const place = content.freeze?.account ?? content.seal?.assetId;
  const term = content.freeze ?? content.seal;
  if (place === undefined || term === undefined)
    throw new Error(`The answer to ${request.measure} ${request.requestId} says no account and no term.`);
  await tx.query(
    `insert into account_freeze (id, case_id, order_id, party_id, institution, kind, account, account_key, state, cap_fen, caught_fen, from_date, until_date, reported_at)
     select $1, $2, o.id, o.party_id, $4, $5, $6, $7, 'active', 0, 0, $8, $9, $10 from enforcement_order o where o.id = $3`,
    [
      request.requestId,
      request.caseId,
      request.orderId,
      request.institution,
      request.measure === 'seal' ? 'asset' : 'account',
      place,
      accountKey(request.institution, place),
      term.from,
      term.until,
      content.asOf,
    ],
  );
}

function changeBy(request: LockedRequest, content: FinalContent, before: FreezeRow): FreezeChange {
  const told = content.freeze;
  const reported = { source: 'reported' as const, trueAt: content.asOf, requestId: request.requestId };
  switch (request.measure) {
    case 'freeze':
    case 'seal': {
      // shares secure what they were worth at the previous close when the judge ordered it (R2.4-3); other things have no figure
      const worth = typeof request.task['worthFen'] === 'string' ? request.task['worthFen'] : '0';
      const capFen = fenOf(told?.amountFen ?? worth);
      const after = {
        ...before,
        capFen,
        caughtFen: fenOf(told?.caughtFen ?? worth),
        until: told?.until ?? content.seal?.until ?? before.until,
      };
      return { ...reported, kind: 'frozen', amountFen: capFen, after };
    }
    case 'renew': {
      const until = told?.until ?? content.seal?.until ?? before.until;
      // an end we had reckoned while the answer was on its way did not come
      const state = before.state === 'expired' ? ('active' as const) : before.state;
      const isNews = told !== undefined && (before.state === 'expired' || !isOlder(content, before));
      const caughtFen = isNews ? minFen(fenOf(told.caughtFen), before.capFen) : before.caughtFen;
      return { ...reported, kind: 'renewed', amountFen: ZERO, after: { ...before, state, until, caughtFen } };
    }
    case 'release': {
      const capFen = fenOf(content.release?.remainingCapFen ?? '0');
      const releasedFen = fenOf(content.release?.releasedFen ?? '0');
      const after = {
        ...before,
        capFen,
        caughtFen: minFen(before.caughtFen, capFen),
        state: capFen === ZERO ? ('released' as const) : before.state,
      };
      return { ...reported, kind: 'released', amountFen: releasedFen, after };
    }
    case 'deduct': {
      const amountFen = fenOf(content.deduction?.amountFen ?? '0');
      const capFen = less(before.capFen, amountFen);
      const after = {
        ...before,
        capFen,
        caughtFen: minFen(less(before.caughtFen, amountFen), capFen),
        deductedFen: fenOf(before.deductedFen + amountFen),
        state: capFen === ZERO ? ('exhausted' as const) : before.state,
      };
      return { ...reported, kind: 'deducted', amountFen, after };
    }
    case 'inquire':
    case 'pay':
      throw new Error(`A ${request.measure} does not touch the freeze book.`);
  }
}

function isOlder(content: FinalContent, before: FreezeRow): boolean {
  return new Date(content.asOf) < before.reportedAt;
}

function less(from: Fen, amount: Fen): Fen {
  return fenOf(from > amount ? from - amount : 0n);
}

function eventOf(request: LockedRequest, change: FreezeChange, actor: string) {
  const ended = change.after.state !== 'active';
  const kind: EventKind = change.kind === 'frozen' ? 'freeze.frozen' : ended ? 'freeze.ended' : 'freeze.changed';
  return {
    kind,
    caseId: request.caseId,
    orderId: request.orderId,
    subjectId: change.after.id,
    actor,
    data: {
      by: change.kind,
      institution: request.institution,
      state: change.after.state,
      capFen: String(change.after.capFen),
      caughtFen: String(change.after.caughtFen),
      amountFen: String(change.amountFen),
      until: change.after.until,
    },
  };
}
