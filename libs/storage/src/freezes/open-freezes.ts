import { z } from 'zod';
import { ZERO } from '#enforcement/money.js';
import { accountKey } from '../account-key.js';
import { type LockedRequest } from '../answers/known-requests.js';
import { type FinalContent } from '../answers/outcome-content.js';
import { wantBudgets } from '../budget/budget-due.js';
import { type Queryable } from '../database.js';
import { type FreezeChange, type FreezeRow, termTold } from './freeze-rows.js';

const inRankOf = z.object({ freezeRequestId: z.uuid().optional() });

export interface Opening {
  readonly request: LockedRequest;
  readonly content: FinalContent;
  readonly change: FreezeChange;
}

/** A freeze or seal as it is before its first event: nothing held, the term as told. */
export function unopened(request: LockedRequest, content: FinalContent): FreezeRow {
  const { term } = placeOf(request, content);
  return {
    id: request.requestId,
    caseId: request.caseId,
    institution: request.institution,
    state: 'active',
    capFen: ZERO,
    caughtFen: ZERO,
    deductedFen: ZERO,
    ...termTold(term),
    wholeAccount: content.freeze?.wholeAccount === true,
    reportedAt: new Date(content.asOf),
  };
}

/**
 * Puts freezes into the book with their first event, however many in the statements of one. Case and party are those of the order, whose row says
 * that they are there (ADR 17). The caller holds the cases.
 */
export async function openFreezes(tx: Queryable, openings: readonly Opening[]): Promise<void> {
  const { rowCount } = await tx.query(
    `with opened as (
       insert into account_freeze (id, case_id, order_id, party_id, institution, kind, account, account_key, state, cap_fen, caught_fen, from_date,
         until_date, reported_at, told_end, whole_account, ranks_from, restores)
       select t.id, o.case_id, o.id, o.party_id, t.institution, t.kind, t.account, t.account_key, 'active', t.cap_fen, t.caught_fen, t.from_date::date,
         t.until_date::date, t.reported_at, t.told_end, t.whole_account, t.ranks_from, t.restores
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[],
         $11::text[], $12::timestamptz[], $13::timestamptz[], $14::boolean[], $15::timestamptz[], $16::uuid[])
         as t(id, case_id, order_id, institution, kind, account, account_key, cap_fen, caught_fen, from_date, until_date, reported_at, told_end,
           whole_account, ranks_from, restores)
       join enforcement_order o on o.id = t.order_id and o.case_id = t.case_id
       returning id, case_id, state, cap_fen, caught_fen, until_date, reported_at, told_end, whole_account)
     insert into freeze_event (freeze_id, case_id, kind, cap_fen, caught_fen, amount_fen, until_date, state, source, true_at, request_id, told_end,
       whole_account)
     select id, case_id, 'frozen', cap_fen, caught_fen, cap_fen, until_date, state, 'reported', reported_at, id, told_end, whole_account from opened`,
    columnsOf(openings),
  );
  if (rowCount !== openings.length) throw new Error('A freeze names an order that is not there, or not of its case.');
  await wantBudgets(
    tx,
    openings.map(({ request }) => request.caseId),
  );
}

/** An array for each column, in the order of the statement. */
function columnsOf(openings: readonly Opening[]): unknown[] {
  const requests = openings.map(({ request }) => request);
  const after = openings.map(({ change }) => change.after);
  const places = openings.map(({ request, content }) => ({ ...placeOf(request, content), institution: request.institution }));
  const ranks = openings.map(({ request, content }) => rankOf(request, content));
  return [
    requests.map(({ requestId }) => requestId),
    requests.map(({ caseId }) => caseId),
    requests.map(({ orderId }) => orderId),
    requests.map(({ institution }) => institution),
    requests.map(({ measure }) => (measure === 'seal' ? 'asset' : 'account')),
    places.map(({ place }) => place),
    places.map(({ institution, place }) => accountKey(institution, place)),
    after.map(({ capFen }) => capFen),
    after.map(({ caughtFen }) => caughtFen),
    places.map(({ term }) => term.from),
    after.map(({ until }) => until),
    openings.map(({ content }) => new Date(content.asOf)),
    after.map(({ toldEnd }) => toldEnd),
    after.map(({ wholeAccount }) => wholeAccount),
    ranks.map(({ from }) => from),
    ranks.map(({ restores }) => restores),
  ];
}

/** The freeze whose rank it took over, and since when it ranks. */
function rankOf({ task }: LockedRequest, { freeze }: FinalContent) {
  const rank = inRankOf.optional().parse(task['inRankOf']);
  const since = rank === undefined ? undefined : freeze?.servedAt;
  return { from: since === undefined ? null : new Date(since), restores: rank?.freezeRequestId ?? null };
}

function placeOf(request: LockedRequest, { freeze, seal }: FinalContent) {
  const place = freeze?.account ?? seal?.assetId;
  const term = freeze ?? seal;
  if (place === undefined || term === undefined)
    throw new Error(`The answer to ${request.measure} ${request.requestId} says no account and no term.`);
  return { place, term };
}
