import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { notFound } from '#platform/errors.js';
import { type FreezeRowOfCase, freezesOfCase } from '#storage/cases/case-money.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { date, id, idParams, instant, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

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
  deducted: yuan,
  from: date,
  until: date,
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
  constructor(private readonly database: Database) {}

  @Route(listFreezes)
  async list(@Parsed() { params }: Call<typeof listFreezes>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await freezesOfCase(this.database, params.id)).map(viewOfFreeze), next: null };
  }
}

function viewOfFreeze(row: FreezeRowOfCase): z.input<typeof freezeView> {
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
    deducted: formatYuan(fenOf(row.deducted_fen)),
    from: row.from_date,
    until: row.until_date,
    reportedAt: row.reported_at.toISOString(),
    source: row.source,
  };
}
