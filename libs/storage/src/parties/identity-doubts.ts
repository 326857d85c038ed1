import { z } from 'zod';
import { type NamedHolder } from '#enforcement/identity/holders.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';

export const DOUBT_KINDS = ['name_mismatch', 'other_holder'] as const;
/** `answered`: the institution itself has said since whose it is. */
export const DOUBT_VERDICTS = ['debtors', 'not_debtors', 'answered'] as const;

export interface DoubtRow {
  readonly id: string;
  readonly case_id: string;
  readonly party_id: string;
  readonly institution: string;
  readonly kind: (typeof DOUBT_KINDS)[number];
  readonly asset_key: string;
  readonly holders: readonly NamedHolder[];
  readonly request_id: string;
  readonly opened_legal_at: Date;
  readonly verdict: (typeof DOUBT_VERDICTS)[number] | null;
  readonly closed_by: string | null;
  readonly closed_at: Date | null;
  readonly reason: string | null;
  readonly document_id: string | null;
}

const holders = z.array(z.object({ name: z.string(), idNumber: z.string().optional() }));
const COLUMNS = `id, case_id, party_id, institution, kind, asset_key, holders, request_id, opened_legal_at, verdict, closed_by, closed_at,
  reason, document_id`;

/** Where a person has to say, or has said, whether a customer or holder an institution named is the debtor: the open ones first. */
export async function doubtsOf(tx: Queryable, caseId: string): Promise<DoubtRow[]> {
  const { rows } = await tx.query<DoubtRow>(
    `select ${COLUMNS} from identity_doubt where case_id = $1 order by closed_at is not null, id desc`,
    [caseId],
  );
  return rows.map((row) => ({ ...row, holders: holders.parse(row.holders) }));
}

export async function findDoubt(tx: Queryable, id: string): Promise<DoubtRow | undefined> {
  const { rows } = await tx.query<DoubtRow>(`select ${COLUMNS} from identity_doubt where id = $1`, [id]);
  return rows[0] === undefined ? undefined : { ...rows[0], holders: holders.parse(rows[0].holders) };
}

export interface DoubtAnswer {
  readonly verdict: 'debtors' | 'not_debtors';
  readonly reason: string;
  readonly documentId: string;
}

/** A person says whose it is. The caller holds the case and has seen that the doubt is open. */
export async function closeDoubt(tx: Queryable, doubt: DoubtRow, answer: DoubtAnswer, actor: Actor, at: Moment): Promise<void> {
  const { verdict, reason, documentId } = answer;
  await tx.query(
    'update identity_doubt set verdict = $2, closed_by = $3, closed_at = $4, reason = $5, document_id = $6 where id = $1',
    [doubt.id, verdict, actor.id, at.machine, reason, documentId],
  );
  const { case_id: caseId, kind, institution } = doubt;
  const subject = { kind: 'identity_doubt', id: doubt.id };
  const facts = { kind, institution, verdict, documentId };
  await appendAudit(tx, { actor, act: 'close_identity_doubt', caseId, subject, reason, facts }, at);
  await appendEvents(
    tx,
    [{ kind: 'party.doubt_closed', caseId, subjectId: doubt.id, actor: actor.id, data: { kind, verdict } }],
    at,
  );
}

export type Strange = 'doubted' | 'not_debtors';

/** Accounts and things of the given cases that are not to be taken for the debtor's: nobody has looked yet, or somebody found they are another's. */
export async function strangeAssets(tx: Queryable, caseIds: readonly string[]): Promise<StrangeAssets> {
  const { rows } = await tx.query<{
    case_id: string;
    party_id: string;
    institution: string;
    asset_key: string;
    strange: Strange | null;
  }>(
    `select distinct on (case_id, party_id, institution, asset_key) case_id, party_id, institution, asset_key,
       case when closed_at is null then 'doubted' when verdict = 'not_debtors' then 'not_debtors' end as strange
     from identity_doubt where case_id = any($1::uuid[]) and kind = 'other_holder'
     order by case_id, party_id, institution, asset_key, id desc`,
    [caseIds],
  );
  const known = new Map(
    rows.flatMap((row) =>
      row.strange === null ? [] : [[keyOf(row.case_id, row.party_id, row.institution, row.asset_key), row.strange] as const],
    ),
  );
  return { of: (caseId, partyId, institution, key) => known.get(keyOf(caseId, partyId, institution, key)) };
}

export interface StrangeAssets {
  of(caseId: string, partyId: string, institution: string, assetKey: string): Strange | undefined;
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}
