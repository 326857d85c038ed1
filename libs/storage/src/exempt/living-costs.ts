import { type Fen, fenOf } from '#enforcement/money.js';
import { type DebtorMoney } from '#enforcement/exempt/living-cost.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';

export interface NewReserve {
  readonly caseId: string;
  readonly partyId: string;
  readonly city: string;
  readonly year: number;
  readonly monthly: Fen;
  readonly people: number;
  readonly months: number;
  readonly reserve: Fen;
  readonly isExample: boolean;
  readonly reason: string;
  readonly documentId: string;
}

/** Sets what a debtor keeps to live on (R3-24); earlier reserves stay as history. */
export async function setReserve(tx: Queryable, set: NewReserve, actor: Actor, at: Moment): Promise<void> {
  await tx.query(
    `insert into living_cost_reserve (party_id, city, year, monthly_fen, people, months, reserve_fen, is_example, reason, document_id, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      set.partyId,
      set.city,
      set.year,
      set.monthly,
      set.people,
      set.months,
      set.reserve,
      set.isExample,
      set.reason,
      set.documentId,
      actor.id,
      at.machine,
    ],
  );
  const { caseId, partyId, reason, city, year, people, months, documentId } = set;
  const facts = { city, year, people, months, reserveFen: set.reserve.toString(), documentId };
  await appendAudit(
    tx,
    { actor, act: 'set_living_cost_reserve', caseId, subject: { kind: 'party', id: partyId }, reason, facts },
    at,
  );
}

/** The reserve of a debtor in force; zero where none was set. */
export async function reserveOf(tx: Queryable, partyId: string): Promise<Fen> {
  const { rows } = await tx.query<{ reserve_fen: bigint }>(
    'select reserve_fen from living_cost_reserve where party_id = $1 order by id desc limit 1',
    [partyId],
  );
  return fenOf(rows[0]?.reserve_fen ?? 0n);
}

export interface MoneyOfDebtor extends DebtorMoney {
  readonly freezeId: string | null;
}

/** All money of a debtor we know of in a case: what banks last told he can use, and what each freeze holds. */
export async function moneyOfDebtor(tx: Queryable, caseId: string, partyId: string): Promise<MoneyOfDebtor[]> {
  const { rows } = await tx.query<{ available: bigint; caught: bigint; freeze_id: string | null }>(
    `select coalesce(available_fen, 0) as available, 0::bigint as caught, null::uuid as freeze_id from asset
     where case_id = $1 and party_id = $2 and kind = 'account'
       -- told before the freeze took its part: how much is free now nobody knows, so that none is counted
       and not exists (select from account_freeze f where f.case_id = asset.case_id and f.institution = asset.institution
         and f.account = asset.asset_key and f.state = 'active' and f.reported_at > asset.as_of)
     union all
     select 0, caught_fen, id from account_freeze where case_id = $1 and party_id = $2 and state = 'active'`,
    [caseId, partyId],
  );
  return rows.map((row) => ({ available: fenOf(row.available), caught: fenOf(row.caught), freezeId: row.freeze_id }));
}
