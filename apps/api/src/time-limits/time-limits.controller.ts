import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import { acknowledgeTimeLimit, openTimeLimits } from '#storage/time-limits/open-time-limits.js';
import { courtDay } from '../court.js';
import { Acts } from '../idempotency/acts.js';
import { flag, id, idParams, page, pageQuery, reason } from '../openapi/fields.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { timeLimitView, viewOfTimeLimit } from './time-limit-view.js';

const tag = 'time limits';

const list = route({
  method: 'GET',
  path: '/time-limits',
  tag,
  summary: "What the court has to do by a day, the nearest first: answer a bank's objection (R1.3-3), end a stay (R7.2)",
  access: 'signed_in',
  query: z.strictObject({ ...pageQuery, caseId: id.optional(), alarm: flag.optional(), acknowledged: flag.optional() }),
  status: 200,
  response: page(timeLimitView),
});

const acknowledge = route({
  method: 'POST',
  path: '/time-limits/:id/acknowledgement',
  tag,
  summary: 'Say that you know of a time limit and what you mean to do; an alarm stays until the act is done',
  access: ['judge', 'clerk', 'approver'],
  params: idParams,
  body: z.strictObject({ reason }),
  idempotencyKey: 'honoured',
  status: 200,
  response: z.strictObject({ id, acknowledged: z.int() }),
});

@Controller()
export class TimeLimitsController {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
  ) {}

  @Route(list)
  async list(@Parsed() { query }: Call<typeof list>) {
    const { caseId, ...filter } = query;
    const today = courtDay(this.acts.now().legal);
    const rows = await openTimeLimits(this.database, { ...filter, caseIds: caseId === undefined ? undefined : [caseId] });
    return pageOf(rows, query.limit, (row) => viewOfTimeLimit(row, today));
  }

  @Route(acknowledge)
  acknowledge(@Parsed() call: Call<typeof acknowledge>) {
    return this.acts.once(call, async (tx, at) => {
      const known = await this.find(tx, call.params.id);
      await lockCase(tx, known.case_id);
      // read again under the lock: the act may have been done meanwhile
      const present = await this.find(tx, call.params.id);
      return { id: present.id, acknowledged: await acknowledgeTimeLimit(tx, present, call.body.reason, call.actor, at) };
    });
  }

  private async find(tx: Queryable, subjectId: string) {
    const [found] = await openTimeLimits(tx, { ids: [subjectId], limit: 1 });
    if (found === undefined) throw notFound('time limit that runs');
    return found;
  }
}
