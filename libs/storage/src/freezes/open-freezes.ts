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
       select t.id, o.case_id, o.id, o.party_id, t.institution, t.kind, t.account, t.account_key, 'active', t.cap_fen, t.caught_fen, t.from_date,
         t.until_date, t.reported_at, t.told_end, t.whole_account, t.ranks_from, t.restores
       from jsonb_to_recordset($1) as t(id uuid, case_id uuid, order_id uuid, institution text, kind text, account text, account_key bigint,
         cap_fen bigint, caught_fen bigint, from_date date, until_date date, reported_at timestamptz, told_end timestamptz, whole_account boolean,
         ranks_from timestamptz, restores uuid)
       join enforcement_order o on o.id = t.order_id and o.case_id = t.case_id
       returning id, case_id, state, cap_fen, caught_fen, until_date, reported_at, told_end, whole_account)
     insert into freeze_event (freeze_id, case_id, kind, cap_fen, caught_fen, amount_fen, until_date, state, source, true_at, request_id, told_end,
       whole_account)
     select id, case_id, 'frozen', cap_fen, caught_fen, cap_fen, until_date, state, 'reported', reported_at, id, told_end, whole_account from opened`,
    [JSON.stringify(openings.map(rowOf))],
  );
  if (rowCount !== openings.length) throw new Error('A freeze names an order that is not there, or not of its case.');
  await wantBudgets(
    tx,
    openings.map(({ request }) => request.caseId),
  );
}

function rowOf({ request, content, change: { after } }: Opening) {
  const { place, term } = placeOf(request, content);
  const rank = inRankOf.optional().parse(request.task['inRankOf']);
  return {
    id: request.requestId,
    case_id: request.caseId,
    order_id: request.orderId,
    institution: request.institution,
    kind: request.measure === 'seal' ? 'asset' : 'account',
    account: place,
    account_key: String(accountKey(request.institution, place)),
    cap_fen: String(after.capFen),
    caught_fen: String(after.caughtFen),
    from_date: term.from,
    until_date: after.until,
    reported_at: content.asOf,
    told_end: after.toldEnd,
    whole_account: after.wholeAccount,
    ranks_from: rank === undefined ? null : (content.freeze?.servedAt ?? null),
    restores: rank?.freezeRequestId ?? null,
  };
}

function placeOf(request: LockedRequest, { freeze, seal }: FinalContent) {
  const place = freeze?.account ?? seal?.assetId;
  const term = freeze ?? seal;
  if (place === undefined || term === undefined)
    throw new Error(`The answer to ${request.measure} ${request.requestId} says no account and no term.`);
  return { place, term };
}
