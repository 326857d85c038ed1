import { type Identity, identitiesToAdd, type Learnt } from '#enforcement/identity/known-identities.js';
import { type IdType, type PartyKind } from '#enforcement/identity/identity-numbers.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';

export const IDENTITY_KINDS = ['former_name', 'corrected_name', 'other_number'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** A further pair of name and number under which institutions are asked about a party. */
export interface KnownIdentity extends Identity {
  readonly id: string;
  readonly partyId: string;
  readonly kind: IdentityKind;
  readonly reason: string;
  readonly documentId: string;
  readonly addedBy: string;
}

interface IdentityRow {
  id: string;
  party_id: string;
  kind: IdentityKind;
  name: string;
  id_type: IdType;
  id_number: string;
  id_numbers: string[];
  reason: string;
  document_id: string;
  added_by: string;
}

const COLUMNS = 'id, party_id, kind, name, id_type, id_number, id_numbers, reason, document_id, added_by';

/** The further identities of the given parties, in the order they were learnt. */
export async function identitiesOf(tx: Queryable, partyIds: readonly string[]): Promise<ReadonlyMap<string, KnownIdentity[]>> {
  const { rows } = await tx.query<IdentityRow>(
    `select ${COLUMNS} from party_identity where party_id = any($1::uuid[]) order by party_id, id`,
    [partyIds],
  );
  return Map.groupBy(rows.map(identity), ({ partyId }) => partyId);
}

export async function identitiesOfCase(tx: Queryable, caseId: string): Promise<KnownIdentity[]> {
  const { rows } = await tx.query<IdentityRow>(`select ${COLUMNS} from party_identity where case_id = $1 order by party_id, id`, [
    caseId,
  ]);
  return rows.map(identity);
}

function identity(row: IdentityRow): KnownIdentity {
  return {
    id: row.id,
    partyId: row.party_id,
    kind: row.kind,
    name: row.name,
    idType: row.id_type,
    idNumber: row.id_number,
    idNumbers: row.id_numbers,
    reason: row.reason,
    documentId: row.document_id,
    addedBy: row.added_by,
  };
}

export interface PartyAsFiled extends Identity {
  readonly id: string;
  readonly caseId: string;
  readonly role: 'creditor' | 'debtor';
  readonly kind: PartyKind;
}

/** A party as the case was opened with it; undefined where there is none. */
export async function findParty(tx: Queryable, id: string): Promise<PartyAsFiled | undefined> {
  const { rows } = await tx.query<PartyAsFiled>(
    `select id, case_id as "caseId", role, kind, name, id_type as "idType", id_number as "idNumber", id_numbers as "idNumbers"
     from party where id = $1`,
    [id],
  );
  return rows[0];
}

/** Every pair a party is known by: as filed first. */
async function allIdentitiesOf(tx: Queryable, party: PartyAsFiled): Promise<readonly Identity[]> {
  return [party, ...((await identitiesOf(tx, [party.id])).get(party.id) ?? [])];
}

export interface LearntIdentity {
  readonly kind: IdentityKind;
  readonly learnt: Learnt;
  readonly reason: string;
  readonly documentId: string;
}

/** Adds what was learnt of a party, with all it has been known by so far. Returns the ids; none where it was known. The caller holds the case. */
export async function addIdentities(
  tx: Queryable,
  party: PartyAsFiled,
  { kind, learnt, reason, documentId }: LearntIdentity,
  actor: Actor,
  at: Moment,
): Promise<string[]> {
  const added = identitiesToAdd(await allIdentitiesOf(tx, party), learnt).map((one) => ({ ...one, id: newId<string>() }));
  for (const one of added) {
    await tx.query(
      `insert into party_identity (id, case_id, party_id, kind, name, id_type, id_number, id_numbers, reason, document_id, added_by, added_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        one.id,
        party.caseId,
        party.id,
        kind,
        one.name,
        one.idType,
        one.idNumber,
        one.idNumbers,
        reason,
        documentId,
        actor.id,
        at.machine,
      ],
    );
  }
  if (added.length === 0) return [];
  const subject = { kind: 'party', id: party.id };
  const facts = { kind, documentId, identities: added.map(({ id }) => id) };
  await appendAudit(tx, { actor, act: 'add_party_identity', caseId: party.caseId, subject, reason, facts }, at);
  const data = { kind, identities: added.length };
  await appendEvents(
    tx,
    [{ kind: 'party.identity_added', caseId: party.caseId, subjectId: party.id, actor: actor.id, data }],
    at,
  );
  return added.map(({ id }) => id);
}
