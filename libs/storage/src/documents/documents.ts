import { createHash } from 'node:crypto';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { newId } from '../new-id.js';

export interface NewDocument {
  readonly caseId: string;
  readonly kind: 'ruling' | 'notice' | 'title' | 'waiver' | 'officer_card' | 'evidence' | 'other';
  readonly number?: string | undefined;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
  /** Of papers the house wrote itself. */
  readonly sm3?: string | undefined;
}

/** Keeps a document with its digest; a document never changes afterwards. */
export async function fileDocument(tx: Queryable, document: NewDocument, actor: Actor, at: Moment) {
  const id = newId<string>();
  const sha256 = createHash('sha256').update(document.content).digest('hex');
  await tx.query(
    `insert into document (id, case_id, kind, number, name, media_type, sha256, sm3, content, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      document.caseId,
      document.kind,
      document.number ?? null,
      document.name,
      document.mediaType,
      sha256,
      document.sm3 ?? null,
      document.content,
      at.machine,
      actor.id,
    ],
  );
  await appendAudit(
    tx,
    {
      actor,
      act: 'file_document',
      caseId: document.caseId,
      subject: { kind: 'document', id },
      facts: { sha256, kind: document.kind },
    },
    at,
  );
  return { id, sha256 };
}

export interface DocumentContent {
  readonly name: string;
  readonly media_type: string;
  readonly sha256: string;
  readonly content: Buffer;
}

export async function readDocument(tx: Queryable, id: string): Promise<DocumentContent | undefined> {
  const { rows } = await tx.query<DocumentContent>('select name, media_type, sha256, content from document where id = $1', [id]);
  return rows[0];
}

/** A document as it goes with a request: by reference and digest. */
export interface DocumentReference {
  readonly id: string;
  readonly kind: NewDocument['kind'];
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
}

/** The documents of this case among `ids`, in the order asked; what is missing belongs to another case or does not exist. */
export async function documentsOf(tx: Queryable, caseId: string, ids: readonly string[]): Promise<DocumentReference[]> {
  const { rows } = await tx.query<{ id: string; kind: NewDocument['kind']; name: string; media_type: string; sha256: string }>(
    'select id, kind, name, media_type, sha256 from document where case_id = $1 and id = any($2::uuid[])',
    [caseId, ids],
  );
  return rows
    .sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
    .map((row) => ({ id: row.id, kind: row.kind, name: row.name, mediaType: row.media_type, sha256: row.sha256 }));
}
