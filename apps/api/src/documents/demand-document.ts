import { invalid } from '#platform/errors.js';
import { type Queryable } from '#storage/database.js';
import { documentsOf } from '#storage/documents/documents.js';

/** An act that rests on a document names one of its own case. */
export async function demandDocument(tx: Queryable, caseId: string, documentId: string, field = 'documentId'): Promise<void> {
  const found = await documentsOf(tx, caseId, [documentId]);
  if (found.length === 0) throw invalid(field, 'document.unknown', 'Name a document of this case; file it first.');
}
