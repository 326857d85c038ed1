import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { type LadderRule } from '#enforcement/terms/expiry-ladder.js';
import { notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database } from '#storage/database.js';
import { acknowledgeExpiry, caseOfFreeze, type ExpiringRow, expiringFreezes } from '#storage/terms/expiring-freezes.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { date, flag, id, idParams, instant, page, pageQuery, reason, yuan } from '../openapi/fields.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { windowOf } from './renewal-window.js';

const warning = z.strictObject({
  days: z.int(),
  dueOn: date,
  tell: z.array(z.string()),
  alarm: z.boolean(),
  acknowledgedBy: z.string().nullable(),
});

const expiringView = z.strictObject({
  id,
  caseId: id,
  caseNumber: z.string(),
  judgeId: z.string(),
  institution: z.string(),
  kind: z.enum(['account', 'asset']),
  cap: yuan,
  caught: yuan,
  until: date,
  endsAt: instant.meta({ description: 'When it ends by itself: to the minute where the bank told it (R1.8-4, R2.1-4)' }),
  opensOn: date.meta({ description: 'Working day from which the renewal is prepared' }),
  /** Last working day on which a renewal leaves the institution its time. */
  renewBy: date,
  renewal: z.enum(['none', 'awaiting_approval', 'on_the_way']),
  alarm: z.boolean(),
  warnings: z.array(warning),
});

const listExpiring = route({
  method: 'GET',
  path: '/freezes/expiring',
  tag: 'freezes',
  summary: 'Freezes and seals whose end is near, the nearest first, queued ones too; without renewal the rank is lost',
  access: 'signed_in',
  query: z.strictObject({ ...pageQuery, caseId: id.optional(), alarm: flag.optional(), acknowledged: flag.optional() }),
  status: 200,
  response: page(expiringView),
});

const acknowledge = route({
  method: 'POST',
  path: '/freezes/:id/acknowledgement',
  tag: 'freezes',
  summary: 'Say that you know of the end of a freeze and what you mean to do; an alarm stays until the renewal is confirmed',
  access: ['judge', 'clerk', 'approver'],
  params: idParams,
  body: z.strictObject({ reason }),
  idempotencyKey: 'honoured',
  status: 200,
  response: z.strictObject({ id, acknowledged: z.int() }),
});

@Controller()
export class ExpiringController {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly law: Law,
  ) {}

  @Route(listExpiring)
  async list(@Parsed() { query }: Call<typeof listExpiring>) {
    return pageOf(await expiringFreezes(this.database, query), query.limit, (row) => viewOfExpiring(row, this.law.ladder));
  }

  @Route(acknowledge)
  acknowledge(@Parsed() call: Call<typeof acknowledge>) {
    return this.acts.once(call, async (tx, at) => {
      const freezeId = call.params.id;
      const caseId = await caseOfFreeze(tx, freezeId);
      if (caseId === undefined) throw notFound('freeze');
      await lockCase(tx, caseId);
      const acknowledged = await acknowledgeExpiry(tx, { freezeId, caseId, reason: call.body.reason }, call.actor, at);
      return { id: freezeId, acknowledged };
    });
  }
}

function viewOfExpiring(row: ExpiringRow, ladder: LadderRule): z.input<typeof expiringView> {
  return {
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    judgeId: row.judge_id,
    institution: row.institution,
    kind: row.kind,
    cap: formatYuan(fenOf(row.cap_fen)),
    caught: formatYuan(fenOf(row.caught_fen)),
    until: row.until_date,
    endsAt: row.ends_at.toISOString(),
    opensOn: windowOf(row.until_date, ladder).opensOn,
    renewBy: row.renew_by,
    renewal: row.renewal,
    alarm: row.alarm,
    warnings: row.warnings.map((one) => ({ ...one, tell: [...one.tell] })),
  };
}
