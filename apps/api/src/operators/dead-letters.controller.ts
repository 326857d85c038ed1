import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { notFound } from '#platform/errors.js';
import { Database } from '#storage/database.js';
import {
  closeDeadLetter,
  type DeadLetterRow,
  findDeadLetter,
  listDeadLetters,
  lockDeadLetter,
} from '#storage/dead-letters/dead-letters.js';
import { Wire } from '#wire/wire.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams, instant, page, pageQuery, reason } from '../openapi/fields.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { outgoing, readPayload } from './replay.js';

const tag = 'operators';
const state = z.enum(['open', 'replayed', 'discarded']);
const letterView = z.strictObject({
  id,
  topic: z.string(),
  key: z.string().optional(),
  reason: z.string(),
  detail: z.string(),
  state,
  at: instant,
  closedAt: instant.optional(),
  closedBy: z.string().optional(),
  closingReason: z.string().optional(),
});
const letterDetail = letterView.extend({
  payload: z.unknown().meta({ description: 'The message as JSON, or as text where it is none' }),
});

const list = route({
  method: 'GET',
  path: '/dead-letters',
  tag,
  summary: 'Messages nobody could handle',
  access: ['operator', 'auditor'],
  query: z.strictObject({ ...pageQuery, state: state.default('open') }),
  status: 200,
  response: page(letterView),
});

const read = route({
  method: 'GET',
  path: '/dead-letters/:id',
  tag,
  summary: 'A message nobody could handle, whole',
  access: ['operator', 'auditor'],
  params: idParams,
  status: 200,
  response: letterDetail,
});

const replay = route({
  method: 'POST',
  path: '/dead-letters/:id/replay',
  tag,
  summary: 'Send it again, as it was or put right; checked by the schema of its topic first',
  access: ['operator'],
  params: idParams,
  body: z.strictObject({ payload: z.record(z.string(), z.unknown()).optional(), reason }),
  idempotencyKey: 'honoured',
  status: 200,
  response: letterView,
});

const discard = route({
  method: 'POST',
  path: '/dead-letters/:id/discard',
  tag,
  summary: 'Give it up, with the reason',
  access: ['operator'],
  params: idParams,
  body: z.strictObject({ reason }),
  idempotencyKey: 'honoured',
  status: 200,
  response: letterView,
});

@Controller()
export class DeadLettersController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly wire: Wire,
  ) {}

  @Route(list)
  async list(@Parsed() { query }: Call<typeof list>) {
    return pageOf(await listDeadLetters(this.database, query), query.limit, viewOfLetter);
  }

  @Route(read)
  async read(@Parsed() { params }: Call<typeof read>) {
    const letter = await this.find(params.id);
    return { ...viewOfLetter(letter), payload: readPayload(letter.payload) };
  }

  @Route(replay)
  async replay(@Parsed() call: Call<typeof replay>) {
    await this.acts.once(call, async (tx, at) => {
      const letter = await lockDeadLetter(tx, call.params.id);
      // sent before it is closed: stopped in between it is sent twice, which every handler bears
      await this.wire.publish(letter.topic, [outgoing(letter, call.body.payload)]);
      await closeDeadLetter(tx, letter, 'replayed', call.body.reason, call.actor, at);
      return {};
    });
    return viewOfLetter(await this.find(call.params.id));
  }

  @Route(discard)
  async discard(@Parsed() call: Call<typeof discard>) {
    await this.acts.once(call, async (tx, at) => {
      await closeDeadLetter(tx, await lockDeadLetter(tx, call.params.id), 'discarded', call.body.reason, call.actor, at);
      return {};
    });
    return viewOfLetter(await this.find(call.params.id));
  }

  private async find(letterId: string): Promise<DeadLetterRow> {
    const letter = await findDeadLetter(this.database, letterId);
    if (letter === undefined) throw notFound('dead letter');
    return letter;
  }
}

function viewOfLetter(row: DeadLetterRow): z.input<typeof letterView> {
  return {
    id: row.id,
    topic: row.topic,
    ...(row.message_key === null ? {} : { key: row.message_key }),
    reason: row.reason,
    detail: row.detail,
    state: row.state,
    at: row.at.toISOString(),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
    ...(row.closed_by === null ? {} : { closedBy: row.closed_by }),
    ...(row.closing_reason === null ? {} : { closingReason: row.closing_reason }),
  };
}
