import { type Fen, fenOf, minFen, ZERO } from '#enforcement/money.js';
import { type LockedRequest } from '../answers/known-requests.js';
import { type FinalContent } from '../answers/outcome-content.js';
import { type Settlement } from '../answers/settlement.js';
import { plusMs } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { appendEvents, type EventKind, type Moment } from '../events.js';
import { wantConversions } from './convert-preservation.js';
import { endOf, type FreezeChange, type FreezeRow, holdingOf, lockFreezes, termTold, writeFreezeChange } from './freeze-rows.js';
import { openFreezes, unopened } from './open-freezes.js';
import { wantPosition } from './positions.js';

const DAY_MS = 86_400_000;

/** Books executed freezes, seals, renewals, releases and deductions, in the order they were asked for. */
export async function bookFreezes(tx: Queryable, settlements: readonly Settlement[], actor: string, at: Moment): Promise<void> {
  // ids are time-ordered: a freeze comes before the release that names it
  const touching = settlements
    .filter(({ request }) => ['freeze', 'seal', 'renew', 'release', 'deduct'].includes(request.measure))
    .sort((a, b) => (a.request.requestId < b.request.requestId ? -1 : 1));
  for (let next = 0; next < touching.length;) {
    const run = openingsFrom(touching, next);
    if (run.length > 0) await bookOpenings(tx, run, actor, at);
    else await bookChange(tx, touching[next] as Settlement, actor, at);
    next += Math.max(1, run.length);
  }
}

/** Freezes one after the other with nothing between that changes an older one: they are booked together. */
function openingsFrom(touching: readonly Settlement[], from: number): readonly Settlement[] {
  const end = touching.findIndex(({ request }, index) => index >= from && !isOpening(request));
  return touching.slice(from, end === -1 ? touching.length : end);
}

function isOpening({ measure }: LockedRequest): boolean {
  return measure === 'freeze' || measure === 'seal';
}

async function bookOpenings(tx: Queryable, run: readonly Settlement[], actor: string, at: Moment): Promise<void> {
  const openings = run.map(({ request, content }) => ({
    request,
    content,
    change: changeBy(request, content, unopened(request, content)),
  }));
  const requests = run.map(({ request }) => request);
  await openFreezes(tx, openings);
  await appendEvents(
    tx,
    openings.map(({ request, change }) => eventOf(request, change, actor)),
    at,
  );
  await giveReleasesTheirTime(tx, requests, at);
  await wantConversions(
    tx,
    requests.map(({ caseId }) => caseId),
  );
}

async function bookChange(tx: Queryable, { request, content }: Settlement, actor: string, at: Moment): Promise<void> {
  const freezeId = freezeOf(request);
  const before = (await lockFreezes(tx, [freezeId])).get(freezeId);
  if (before === undefined)
    throw new Error(`The ${request.measure} ${request.requestId} names a freeze that is not in the book.`);
  const change = changeBy(request, content, before);
  await writeFreezeChange(tx, change);
  await appendEvents(tx, [eventOf(request, change, actor)], at);
  // reported since: those figures had this measure in them already, and subtracting it once more is only a guess
  if (isOlder(content, before)) await wantPosition(tx, freezeId, at.machine);
}

/** A release that waited for a freeze may be past its own answer-by: its institution's time begins now. */
async function giveReleasesTheirTime(tx: Queryable, freezes: readonly LockedRequest[], at: Moment): Promise<void> {
  // by the ids alone: a kept plan must not begin with all that waits
  await tx.query(
    `update queue set answer_by = greatest(answer_by, $3) where request_id = any(array(
       select r.id from request r where r.case_id = any($1::uuid[]) and r.measure = 'release' and r.state = 'open'
         and r.task ->> 'freezeRequestId' = any($2::text[])))`,
    [[...new Set(freezes.map(({ caseId }) => caseId))], freezes.map(({ requestId }) => requestId), plusMs(at.machine, DAY_MS)],
  );
}

function freezeOf(request: LockedRequest): string {
  return typeof request.task['freezeRequestId'] === 'string' ? request.task['freezeRequestId'] : request.requestId;
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
      const after = { ...before, capFen, caughtFen: fenOf(told?.caughtFen ?? worth), ...termOf(content, before) };
      return { ...reported, kind: 'frozen', amountFen: capFen, after };
    }
    case 'renew': {
      // an end we had reckoned while the answer was on its way did not come
      const state = before.state === 'expired' ? ('active' as const) : before.state;
      const isNews = told !== undefined && (before.state === 'expired' || !isOlder(content, before));
      const holding = isNews ? holdingOf(before, fenOf(told.caughtFen)) : {};
      return {
        ...reported,
        kind: 'renewed',
        amountFen: ZERO,
        after: { ...before, state, ...termOf(content, before), ...holding },
      };
    }
    case 'release': {
      const remainingFen = fenOf(content.release?.remainingCapFen ?? '0');
      // a release never raises a cap; only a whole account, which has none, gets one here
      const capFen = before.wholeAccount ? remainingFen : minFen(remainingFen, before.capFen);
      const after = {
        ...before,
        capFen,
        caughtFen: minFen(before.caughtFen, capFen),
        state: capFen === ZERO ? ('released' as const) : before.state,
        // cut to an amount it is an amount freeze, in its old rank (R2.3-7)
        wholeAccount: before.wholeAccount && capFen === ZERO,
      };
      return { ...reported, kind: 'released', amountFen: less(before.capFen, capFen), after };
    }
    case 'deduct': {
      const amountFen = fenOf(content.deduction?.amountFen ?? '0');
      const capFen = less(before.capFen, amountFen);
      const after = {
        ...before,
        capFen,
        caughtFen: minFen(less(before.caughtFen, amountFen), capFen),
        deductedFen: fenOf(before.deductedFen + amountFen),
        // nothing exhausts a whole account: what comes in next is held again
        state: capFen === ZERO && !before.wholeAccount ? ('exhausted' as const) : before.state,
      };
      return { ...reported, kind: 'deducted', amountFen, after };
    }
    case 'inquire':
    case 'pay':
      throw new Error(`A ${request.measure} does not touch the freeze book.`);
  }
}

/** The term as told (R1.8-4), or as it was. */
function termOf({ freeze, seal }: FinalContent, before: FreezeRow): Pick<FreezeRow, 'until' | 'toldEnd'> {
  const told = freeze ?? seal;
  return told === undefined ? { until: before.until, toldEnd: before.toldEnd } : termTold(told);
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
      endsAt: endOf(change.after).toISOString(),
      ...(change.after.wholeAccount ? { wholeAccount: true } : {}),
    },
  };
}
