import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { invalid, notFound } from '#platform/errors.js';
import { answersOf, deliveriesOf, findAttention, listAttention, listUnconfirmed } from '#storage/attention/attention-rows.js';
import { askAgainByHand, confirmOutcomeByHand, lockRequestForPerson } from '#storage/attention/confirm-outcome-by-hand.js';
import { Database } from '#storage/database.js';
import { documentsOf } from '#storage/documents/documents.js';
import { Acts } from '../idempotency/acts.js';
import { id, page, pageQuery, reason } from '../openapi/fields.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { attentionDetail, attentionView, viewOfAttention } from './attention-view.js';
import { contentByHand, handConfirmation } from './hand-confirmation.js';

const tag = 'operators';
const params = z.strictObject({ requestId: id });
const query = z.strictObject(pageQuery);
const onRequest = { method: 'POST', tag, params, idempotencyKey: 'honoured', status: 200, response: attentionDetail } as const;

const list = route({
  method: 'GET',
  path: '/attention',
  tag,
  summary: 'Requests that need a person',
  access: 'signed_in',
  query,
  status: 200,
  response: page(attentionView),
});

const unconfirmed = route({
  method: 'GET',
  path: '/unconfirmed',
  tag,
  summary: 'Measures of which nobody knows yet whether they took effect',
  access: 'signed_in',
  query,
  status: 200,
  response: page(attentionView),
});

const read = route({
  method: 'GET',
  path: '/attention/:requestId',
  tag,
  summary: 'A request with every answer and every silence',
  access: 'signed_in',
  params,
  status: 200,
  response: attentionDetail,
});

const confirm = route({
  ...onRequest,
  path: '/attention/:requestId/confirmation',
  summary: 'Say on paper of the institution what became of a measure',
  access: ['operator', 'judge'],
  body: handConfirmation,
});

const ascertain = route({
  ...onRequest,
  path: '/attention/:requestId/ascertain',
  summary: 'Ask again: an inquiry is sent again, of a measure we ask what became of it',
  access: ['operator', 'judge'],
  body: z.strictObject({ reason }),
});

@Controller()
export class AttentionController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  @Route(list)
  async list(@Parsed() call: Call<typeof list>) {
    return pageOf(await listAttention(this.database, call.query.cursor, call.query.limit), call.query.limit, viewOfAttention);
  }

  @Route(unconfirmed)
  async unconfirmed(@Parsed() call: Call<typeof unconfirmed>) {
    return pageOf(await listUnconfirmed(this.database, call.query.cursor, call.query.limit), call.query.limit, viewOfAttention);
  }

  @Route(read)
  read(@Parsed() call: Call<typeof read>) {
    return this.view(call.params.requestId);
  }

  @Route(confirm)
  async confirm(@Parsed() call: Call<typeof confirm>) {
    const { body, actor } = call;
    const { requestId } = call.params;
    await this.acts.once(call, async (tx, at) => {
      const request = await lockRequestForPerson(tx, requestId);
      if ((await documentsOf(tx, request.caseId, [body.documentId])).length === 0) {
        throw invalid('documentId', 'document.unknown', 'File the institution’s letter as a document of the case first.');
      }
      const content = await contentByHand(tx, request, body, at);
      await confirmOutcomeByHand(tx, request, { ...body, requestId, content }, actor, at);
      return {};
    });
    return this.view(requestId);
  }

  @Route(ascertain)
  async ascertain(@Parsed() call: Call<typeof ascertain>) {
    const { requestId } = call.params;
    await this.acts.once(call, async (tx, at) => {
      await askAgainByHand(tx, await lockRequestForPerson(tx, requestId), call.body.reason, call.actor, at);
      return {};
    });
    return this.view(requestId);
  }

  private async view(requestId: string): Promise<z.input<typeof attentionDetail>> {
    const row = await findAttention(this.database, requestId);
    if (row === undefined) throw notFound('request');
    const [answers, deliveries] = await Promise.all([
      answersOf(this.database, requestId),
      deliveriesOf(this.database, requestId),
    ]);
    return {
      ...viewOfAttention(row),
      answers: answers.map(({ attempt, kind, content, received_at }) => ({
        attempt,
        kind,
        content,
        receivedAt: received_at.toISOString(),
      })),
      deliveries: deliveries.map(({ at, ...one }) => ({ ...one, at: at.toISOString() })),
    };
  }
}
