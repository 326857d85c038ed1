import { type Fen, fenOf } from '#enforcement/money.js';
import { type DebtorMoney } from '#enforcement/exempt/living-cost.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { type PartyOfPerson } from '../parties/same-person.js';

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

export interface ReserveRow {
  readonly case_id: string;
  readonly city: string;
  readonly year: number;
  readonly monthly_fen: bigint;
  readonly people: number;
  readonly months: number;
  readonly reserve_fen: bigint;
  readonly is_example: boolean;
  readonly reason: string;
  readonly set_by: string;
}

/**
 * What a person keeps in force, in whichever of his cases it was set: the newest, since he lives in one place. Undefined where none was. Held once
 * for all of his cases (R3-24).
 */
export async function reserveOfPerson(tx: Queryable, person: readonly PartyOfPerson[]): Promise<ReserveRow | undefined> {
  const { rows } = await tx.query<ReserveRow>(
    `select p.case_id, r.city, r.year, r.monthly_fen, r.people, r.months, r.reserve_fen, r.is_example, r.reason, r.set_by
     from living_cost_reserve r join party p on p.id = r.party_id where r.party_id = any($1::uuid[]) order by r.id desc limit 1`,
    [person.map(({ partyId }) => partyId)],
  );
  return rows[0];
}

export interface MoneyOfDebtor extends DebtorMoney {
  readonly freezeId: string | null;
}

/**
 * All money of a person we know of in any of his cases: what banks last told he can use, each account once by the newest report, and what each
 * freeze holds. An account that may be, or is, another's does not feed him.
 */
export async function moneyOfPerson(tx: Queryable, person: readonly PartyOfPerson[]): Promise<MoneyOfDebtor[]> {
  const { rows } = await tx.query<{ available: bigint; caught: bigint; freeze_id: string | null }>(
    `with reported as (
       select distinct on (a.institution, a.asset_key) a.institution, a.asset_key, a.as_of, coalesce(a.available_fen, 0) as available
       from asset a where a.party_id = any($1::uuid[]) and a.case_id = any($2::uuid[]) and a.kind = 'account'
         and not coalesce((
           select d.closed_at is null or d.verdict = 'not_debtors' from identity_doubt d where d.case_id = a.case_id and d.party_id = a.party_id
             and d.institution = a.institution and d.asset_key = a.asset_key and d.kind = 'other_holder' order by d.id desc limit 1), false)
       order by a.institution, a.asset_key, a.as_of desc, a.case_id)
     select available, 0::bigint as caught, null::uuid as freeze_id from reported
     -- told before a freeze took its part: how much is free now nobody knows, so that none is counted
     where not exists (select from account_freeze f where f.party_id = any($1::uuid[]) and f.institution = reported.institution
       and f.account = reported.asset_key and f.state = 'active' and f.reported_at > reported.as_of)
     union all
     select 0, caught_fen, id from account_freeze where party_id = any($1::uuid[]) and state = 'active' and kind = 'account'`,
    [person.map(({ partyId }) => partyId), person.map(({ caseId }) => caseId)],
  );
  return rows.map((row) => ({ available: fenOf(row.available), caught: fenOf(row.caught), freezeId: row.freeze_id }));
}
