import { sumFen } from '#enforcement/money.js';
import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { type NewCase } from './new-case.js';

interface OpenedCase {
  readonly id: string;
  readonly caseNumber: string;
}

/** Inserts cases with parties and claims, three statements for any number of them. Cases whose number is known are left alone and not returned. */
export async function openCases(tx: Queryable, cases: readonly NewCase[], actor: Actor, at: Moment): Promise<OpenedCase[]> {
  const drafted = cases.map((one) => ({ id: newId<string>(), one }));
  const { rows } = await tx.query<{ id: string; case_number: string }>(
    `insert into enforcement_case (id, case_number, court_code, court_name, cause, filed_on, judge_id, target_fen, import_key, created_at, created_by)
     select id, case_number, court_code, court_name, cause, filed_on, judge_id, target_fen, import_key, $2, $3
     from jsonb_to_recordset($1::jsonb) as t(id uuid, case_number text, court_code text, court_name text, cause text, filed_on date,
       judge_id text, target_fen bigint, import_key text)
     on conflict do nothing returning id, case_number`,
    [JSON.stringify(drafted.map(({ id, one }) => caseRow(id, one))), at.machine, actor.id],
  );
  const opened = new Set(rows.map((row) => row.id));
  const fresh = drafted.filter(({ id }) => opened.has(id)).map(({ id, one }) => ({ id, one, partyIds: partyIds(one) }));
  await insertParties(tx, fresh, at);
  await insertClaims(tx, fresh);
  await appendEvents(
    tx,
    fresh.map(({ id }) => ({ kind: 'case.opened', caseId: id, actor: actor.id })),
    at,
  );
  return rows.map((row) => ({ id: row.id, caseNumber: row.case_number }));
}

interface Fresh {
  readonly id: string;
  readonly one: NewCase;
  readonly partyIds: ReadonlyMap<string, string>;
}

function partyIds(one: NewCase): ReadonlyMap<string, string> {
  return new Map(one.parties.map((party) => [party.ref, newId<string>()]));
}

function caseRow(id: string, one: NewCase) {
  return {
    id,
    case_number: one.caseNumber,
    court_code: one.court.code,
    court_name: one.court.name,
    cause: one.cause,
    filed_on: one.filedOn,
    judge_id: one.judgeId,
    target_fen: sumFen(one.claims.map((claim) => claim.principal)).toString(),
    import_key: one.importKey ?? null,
  };
}

async function insertParties(tx: Queryable, fresh: readonly Fresh[], at: Moment): Promise<void> {
  const rows = fresh.flatMap(({ id, one, partyIds }) =>
    one.parties.map((party) => ({
      id: partyIds.get(party.ref),
      case_id: id,
      role: party.role,
      kind: party.kind,
      name: party.name,
      id_type: party.idType,
      id_number: party.idNumber,
      id_numbers: party.idNumbers,
      payee_bank_name: party.payee?.bankName ?? null,
      payee_bank_code: party.payee?.bankCode ?? null,
      payee_account: party.payee?.account ?? null,
    })),
  );
  await tx.query(
    `insert into party (id, case_id, role, kind, name, id_type, id_number, id_numbers, payee_bank_name, payee_bank_code, payee_account, created_at)
     select id, case_id, role, kind, name, id_type, id_number, id_numbers, payee_bank_name, payee_bank_code, payee_account, $2
     from jsonb_to_recordset($1::jsonb) as t(id uuid, case_id uuid, role text, kind text, name text, id_type text, id_number text,
       id_numbers text[], payee_bank_name text, payee_bank_code text, payee_account text)`,
    [JSON.stringify(rows), at.machine],
  );
}

async function insertClaims(tx: Queryable, fresh: readonly Fresh[]): Promise<void> {
  const rows = fresh.flatMap(({ id, one, partyIds }) =>
    one.claims.map((claim) => ({
      id: newId<string>(),
      case_id: id,
      creditor_id: partyIds.get(claim.creditor),
      principal_fen: claim.principal.toString(),
      title: claim.title,
      doubled_interest_waived: claim.doubledInterestWaived,
    })),
  );
  await tx.query(
    `insert into claim (id, case_id, creditor_id, principal_fen, title, doubled_interest_waived)
     select id, case_id, creditor_id, principal_fen, title, doubled_interest_waived
     from jsonb_to_recordset($1::jsonb) as t(id uuid, case_id uuid, creditor_id uuid, principal_fen bigint, title text,
       doubled_interest_waived boolean)`,
    [JSON.stringify(rows)],
  );
}
