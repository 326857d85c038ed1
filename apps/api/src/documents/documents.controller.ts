import { Controller } from '@nestjs/common';
import { StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database } from '#storage/database.js';
import { fileDocument, readDocument } from '#storage/documents/documents.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams, text } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const MAX_BYTES = 10 * 1024 * 1024;

const content = z
  .base64({ error: 'Write the content in base64.' })
  .min(4, 'The document is empty.')
  .transform((written) => Buffer.from(written, 'base64'))
  .refine((bytes) => bytes.length <= MAX_BYTES, 'A document has at most 10 MB.');

const fileIt = route({
  method: 'POST',
  path: '/cases/:id/documents',
  tag: 'documents',
  summary: 'File a document of a case',
  access: ['judge', 'approver', 'clerk', 'operator', 'finance'],
  params: idParams,
  body: z.strictObject({
    kind: z.enum(['ruling', 'notice', 'title', 'waiver', 'officer_card', 'evidence', 'other']),
    number: text(100).optional(),
    name: text(200),
    mediaType: z.enum(['application/pdf', 'image/jpeg', 'image/png', 'text/plain']),
    contentBase64: content,
  }),
  idempotencyKey: 'required',
  status: 201,
  response: z.strictObject({ id, sha256: z.string().length(64) }),
});

const readIt = route({
  method: 'GET',
  path: '/documents/:id',
  tag: 'documents',
  summary: 'The content of a document',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.unknown(),
  alsoAs: ['application/pdf', 'image/jpeg', 'image/png', 'text/plain'],
});

@Controller()
export class DocumentsController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  @Route(fileIt)
  file(@Parsed() call: Call<typeof fileIt>) {
    return this.acts.once(call, async (tx, at) => {
      if ((await lockCase(tx, call.params.id)) === undefined) throw notFound('case');
      const { contentBase64, ...described } = call.body;
      return fileDocument(tx, { ...described, caseId: call.params.id, content: contentBase64 }, call.actor, at);
    });
  }

  @Route(readIt)
  async read(@Parsed() { params, response }: Call<typeof readIt>) {
    const document = await readDocument(this.database, params.id);
    if (document === undefined) throw notFound('document');
    response.setHeader('etag', `"${document.sha256}"`);
    // a filed document is shown by its own type and never guessed to be something that runs
    response.setHeader('x-content-type-options', 'nosniff');
    return new StreamableFile(document.content, {
      type: document.media_type,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(document.name)}`,
    });
  }
}
