import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { type LadderRule } from '#enforcement/terms/expiry-ladder.js';
import { notFound } from '#platform/errors.js';
import { type FreezeRowOfCase, freezesOfCase } from '#storage/cases/case-money.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { Law } from '../law/law.js';
import { date, id, idParams, instant, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { renewalWindowView, windowOf } from './renewal-window.js';

const freezeView = z.strictObject({
  id,
  orderId: id,
  partyId: id,
  institution: z.string(),
  kind: z.enum(['account', 'asset']),
  account: z.string(),
  state: z.enum(['active', 'released', 'expired', 'exhausted']),
  cap: yuan,
  caught: yuan,
  uncaught: yuan,
  wholeAccount: z.boolean().meta({ description: 'The whole account, without a cap; `cap` is then what it holds (R2.3-2)' }),
  deducted: yuan,
  from: date,
  until: date,
  endsAt: instant.meta({ description: 'When it ends by itself: to the minute where the bank told it (R1.8-4, R2.1-4)' }),
  renewal: renewalWindowView.optional().meta({ description: 'While it is in effect' }),
  reportedAt: instant,
  source: z.enum(['reported', 'computed']),
});

const listFreezes = route({
  method: 'GET',
  path: '/cases/:id/freezes',
  tag: 'freezes',
  summary: 'The freeze book of a case: every amount reported by the bank at a time, or computed by us',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(freezeView), next: z.null() }),
});

@Controller()
export class FreezesController {
  constructor(
    private readonly database: Database,
    private readonly law: Law,
  ) {}

  @Route(listFreezes)
  async list(@Parsed() { params }: Call<typeof listFreezes>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return {
      items: (await freezesOfCase(this.database, params.id)).map((row) => viewOfFreeze(row, this.law.ladder)),
      next: null,
    };
  }
}

function viewOfFreeze(row: FreezeRowOfCase, ladder: LadderRule): z.input<typeof freezeView> {
  return {
    id: row.id,
    orderId: row.order_id,
    partyId: row.party_id,
    institution: row.institution,
    kind: row.kind,
    account: row.account,
    state: row.state,
    cap: formatYuan(fenOf(row.cap_fen)),
    caught: formatYuan(fenOf(row.caught_fen)),
    uncaught: formatYuan(fenOf(row.cap_fen - row.caught_fen)),
    wholeAccount: row.whole_account,
    deducted: formatYuan(fenOf(row.deducted_fen)),
    from: row.from_date,
    until: row.until_date,
    endsAt: row.ends_at.toISOString(),
    ...(row.state === 'active' ? { renewal: windowOf(row.until_date, ladder) } : {}),
    reportedAt: row.reported_at.toISOString(),
    source: row.source,
  };
}
