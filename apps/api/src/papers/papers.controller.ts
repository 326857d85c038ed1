import { Controller, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { InstitutionDirectory } from '#institutions/directory.js';
import { receiptFile } from '#papers/receipt-file.js';
import { papersFor } from '#papers/papers-needed.js';
import { filePapers, writePapers } from '#papers/write-papers.js';
import { notFound } from '#platform/errors.js';
import { Database, type Queryable } from '#storage/database.js';
import { documentKinds, papersOfOrder } from '#storage/documents/order-papers.js';
import { type Receipt, receiptOf, receiptsOfOrder } from '#storage/documents/receipts.js';
import { type LockedOrder, lockOrder } from '#storage/orders/lock-order.js';
import { findOrder } from '#storage/orders/order-rows.js';
import { readTargets } from '#storage/orders/order-target.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams, instant } from '../openapi/fields.js';
import { Law } from '../law/law.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const papersView = z.strictObject({
  items: z.array(
    z.strictObject({
      id,
      kind: z.enum(['ruling', 'notice', 'officer_card']),
      number: z.string(),
      name: z.string(),
      institution: z.string().optional().meta({ description: 'Named where the paper is for this institution alone' }),
      sha256: z.string().length(64),
      sm3: z.string().length(64),
    }),
  ),
  receipts: z
    .array(
      z.strictObject({
        requestId: id,
        institution: z.string(),
        number: z.string().optional().meta({ description: 'The institution’s own number of its receipt' }),
        outcome: z.string(),
        receivedAt: instant,
        settled: z.boolean().meta({ description: 'Whether the request was settled by this answer; another contradicts it' }),
        sha256: z.string().length(64),
        sm3: z.string().length(64),
      }),
    )
    .meta({ description: 'What the institutions answered; GET /requests/{id}/receipt downloads each' }),
  missing: z.array(z.enum(['title'])).meta({ description: 'What must be filed besides: the title of a deduction (R1.2-4)' }),
});

const write = route({
  method: 'POST',
  path: '/orders/:id/documents',
  tag: 'documents',
  summary: 'Write the papers an order needs, to be signed and sealed: ruling, notices, officers’ cards. Written once',
  access: ['judge', 'clerk'],
  params: idParams,
  idempotencyKey: 'required',
  status: 201,
  response: papersView,
});

const list = route({
  method: 'GET',
  path: '/orders/:id/documents',
  tag: 'documents',
  summary: 'The papers written for an order, and what the institutions answered',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: papersView,
});

const download = route({
  method: 'GET',
  path: '/requests/:id/receipt',
  tag: 'documents',
  summary: 'The answer a request was settled by, as a file',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.unknown(),
});

@Controller()
export class PapersController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly law: Law,
  ) {}

  @Route(write)
  write(@Parsed() call: Call<typeof write>) {
    const { params, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const order = await lockOrder(tx, params.id);
      if ((await papersOfOrder(tx, order.id)).length === 0) {
        const { id: orderId, case_id: caseId, party_id: partyId, measure, cause, legal_basis: legalBasis } = order;
        const papered = { caseId, partyId, measure, cause, legalBasis, targets: readTargets(order.targets) };
        const nameOf = (code: string) => this.directory.find(code)?.names.zh ?? code;
        const papers = await writePapers(tx, papered, { nameOf, articles: this.law.articles }, at);
        await filePapers(tx, { id: orderId, caseId }, papers, false, actor, at);
      }
      return this.view(tx, order);
    });
  }

  @Route(list)
  async list(@Parsed() { params }: Call<typeof list>) {
    const order = await findOrder(this.database, params.id);
    if (order === undefined) throw notFound('order');
    return this.view(this.database, order);
  }

  @Route(download)
  async download(@Parsed() { params, response }: Call<typeof download>) {
    const receipt = await receiptOf(this.database, params.id);
    if (receipt === undefined) throw notFound('receipt');
    const { content, sha256 } = receiptFile(receipt);
    response.setHeader('etag', `"${sha256}"`);
    response.setHeader('x-content-type-options', 'nosniff');
    const disposition = `attachment; filename="receipt-${params.id}.json"`;
    return new StreamableFile(content, { type: 'application/json', disposition });
  }

  private async view(tx: Queryable, order: Pick<LockedOrder, 'id' | 'case_id' | 'measure'>) {
    const onFile = await documentKinds(tx, order.case_id);
    const papers = await papersOfOrder(tx, order.id);
    return {
      items: papers.map(({ institution, number, ...one }) => ({
        ...one,
        number: number ?? '',
        ...(institution === null ? {} : { institution }),
      })),
      receipts: (await receiptsOfOrder(tx, order.id)).map((receipt) => ({
        requestId: receipt.request_id,
        institution: receipt.institution,
        ...(receipt.content.receipt === undefined ? {} : { number: receipt.content.receipt.number }),
        outcome: receipt.content.outcome,
        receivedAt: receipt.received_at.toISOString(),
        settled: receipt.settled,
        ...digestsOfReceipt(receipt),
      })),
      missing: papersFor(order.measure).also.filter((kind) => !onFile.has(kind)),
    };
  }
}

function digestsOfReceipt(receipt: Receipt) {
  const { sha256, sm3 } = receiptFile(receipt);
  return { sha256, sm3 };
}
