import { type Fen, fenOf, sumFen } from '#enforcement/money.js';
import { type Queryable } from '../database.js';

/** Which orders take up room: at placing those that wait for a second person too; at approval only those that have their yes. */
export type Counted = 'placed' | 'approved';

const AWAITING = `o.state in ('draft', 'awaiting_approval')`;

/** What an order not yet final asks for and what its answer has not yet booked: a target waiting for approval, or a request that is open. */
function underWay(measure: 'freeze' | 'seal' | 'deduct', counted: Counted): string {
  const open = `select r.case_id, r.task from request r where r.case_id = $1 and r.measure = '${measure}' and r.state = 'open'`;
  if (counted === 'approved') return open;
  return `select o.case_id, t.target -> 'task' as task
     from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
     where o.case_id = $1 and o.measure = '${measure}' and ${AWAITING}
     union all ${open}`;
}

/**
 * The caps of a case that stand: of freezes in effect, and of those on their way; shares by what they secure (R2.4-3). A whole account has
 * none and counts with what it holds.
 */
export async function capsOrdered(tx: Queryable, caseId: string, counted: Counted = 'placed'): Promise<Fen> {
  const { rows } = await tx.query<{ caps: bigint }>(
    // counted by the case alone: a kept plan must not begin with all that is in effect anywhere
    `select ((select coalesce(sum(cap_fen) filter (where state = 'active'), 0) from account_freeze where case_id = $1)
       + (select coalesce(sum((task ->> 'amountFen')::bigint), 0) from (${underWay('freeze', counted)}) as waiting)
       + (select coalesce(sum((task ->> 'worthFen')::bigint), 0) from (${underWay('seal', counted)}) as shares))::bigint as caps`,
    [caseId],
  );
  return fenOf(rows[0]?.caps ?? 0n);
}

/**
 * How much more of a case may be frozen: what is owed today, less the caps that stand (R2.4-1, R2.4-5: n accounts, each with the full target, would
 * hold n times the debt). Below zero where a fan-out stands or the debt fell. The caller holds the case.
 */
export async function roomToFreeze(tx: Queryable, caseId: string, owedFen: Fen, counted: Counted = 'placed'): Promise<Fen> {
  return fenOf(owedFen - (await capsOrdered(tx, caseId, counted)));
}

/** How much more may be deducted for a case in all: what is owed today less what is on its way. */
export function roomToDeduct(owedFen: Fen, underWayByFreeze: ReadonlyMap<string, Fen>): Fen {
  return fenOf(owedFen - sumFen(underWayByFreeze.values()));
}

/** What deductions on their way will take out of each freeze. */
export async function deductionsUnderWay(
  tx: Queryable,
  caseId: string,
  counted: Counted = 'placed',
): Promise<ReadonlyMap<string, Fen>> {
  const { rows } = await tx.query<{ freeze_id: string; amount: bigint }>(
    `select task ->> 'freezeRequestId' as freeze_id, sum((task ->> 'amountFen')::bigint)::bigint as amount
     from (${underWay('deduct', counted)}) as waiting group by 1`,
    [caseId],
  );
  return new Map(rows.map((row) => [row.freeze_id, fenOf(row.amount)]));
}

export interface ClaimToPay {
  readonly creditorName: string;
  readonly payee: { readonly bankName: string; readonly bankCode: string; readonly account: string } | undefined;
  /** What the claim has come to less what was paid and what is ordered. */
  readonly remainder: Fen;
}

/**
 * The claims of a case with what is still to be paid on each, and what the fund of the case holds free for it. `dueByClaim` is what each has come
 * to, interest and all.
 */
export async function claimsToPay(
  tx: Queryable,
  caseId: string,
  dueByClaim: ReadonlyMap<string, Fen>,
  counted: Counted = 'placed',
): Promise<{ claims: ReadonlyMap<string, ClaimToPay>; fund: Fen }> {
  const ordered = `select claim_id, amount_fen from payment where case_id = $1 and state = 'ordered'`;
  const awaiting =
    counted === 'approved'
      ? ordered
      : `select (t.target ->> 'claimId')::uuid as claim_id, (t.target -> 'task' ->> 'amountFen')::bigint as amount_fen
     from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
     where o.case_id = $1 and o.measure = 'pay' and ${AWAITING} union all ${ordered}`;
  const { rows } = await tx.query<{
    id: string;
    name: string;
    bank_name: string | null;
    bank_code: string | null;
    account: string | null;
    taken: bigint;
  }>(
    `select c.id, p.name, p.payee_bank_name as bank_name, p.payee_bank_code as bank_code, p.payee_account as account,
       (c.paid_fen + coalesce((select sum(a.amount_fen) from (${awaiting}) a where a.claim_id = c.id), 0))::bigint as taken
     from claim c join party p on p.id = c.creditor_id where c.case_id = $1`,
    [caseId],
  );
  const { rows: funds } = await tx.query<{ fund: bigint }>(
    `select ((select coalesce(sum(received_fen), 0) from deduction where case_id = $1)
       - (select coalesce(sum(amount_fen), 0) from payment where case_id = $1 and state = 'paid')
       - (select coalesce(sum(amount_fen), 0) from (${awaiting}) as waiting))::bigint as fund`,
    [caseId],
  );
  const claims = rows.map((row): [string, ClaimToPay] => [
    row.id,
    {
      creditorName: row.name,
      payee:
        row.bank_name === null || row.bank_code === null || row.account === null
          ? undefined
          : { bankName: row.bank_name, bankCode: row.bank_code, account: row.account },
      remainder: fenOf((dueByClaim.get(row.id) ?? 0n) - row.taken),
    },
  ]);
  return { claims: new Map(claims), fund: fenOf(funds[0]?.fund ?? 0n) };
}

export interface FreezeInEffect {
  readonly id: string;
  readonly party_id: string;
  readonly institution: string;
  readonly kind: 'account' | 'asset';
  readonly account: string;
  readonly state: string;
  readonly cap_fen: bigint;
  readonly caught_fen: bigint;
  readonly until_date: string;
  readonly ends_at: Date;
  readonly whole_account: boolean;
}

/** The freezes and seals of a case among `ids`, locked after the case. */
export async function lockFreezesOf(
  tx: Queryable,
  caseId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FreezeInEffect>> {
  const { rows } = await tx.query<FreezeInEffect>(
    `select id, party_id, institution, kind, account, state, cap_fen, caught_fen, until_date, ends_at, whole_account
     from account_freeze where case_id = $1 and id = any($2::uuid[]) order by id for no key update`,
    [caseId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What an inquiry of this case reported under this number; undefined where none did. */
export async function reportedThing(
  tx: Queryable,
  caseId: string,
  institution: string,
  assetId: string,
): Promise<{ readonly kind: string; readonly content: unknown } | undefined> {
  const { rows } = await tx.query<{ kind: string; content: unknown }>(
    'select kind, content from asset where case_id = $1 and institution = $2 and asset_key = $3',
    [caseId, institution, assetId],
  );
  return rows[0];
}

export async function partyRoles(tx: Queryable, caseId: string): Promise<ReadonlyMap<string, 'creditor' | 'debtor'>> {
  const { rows } = await tx.query<{ id: string; role: 'creditor' | 'debtor' }>('select id, role from party where case_id = $1', [
    caseId,
  ]);
  return new Map(rows.map((row) => [row.id, row.role]));
}
