import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { formatYuan } from '#enforcement/money.js';
import { notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { closeFinding, findingCase, lockOpenFinding } from '#storage/cases/findings.js';
import { type FindingEntity } from '#storage/entities/finding.entity.js';
import { Screens } from '#storage/screens.js';
import { evidenceInYuan } from '#storage/watch/finding-evidence.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams, instant, page, pageQuery, reason, yuan } from '../openapi/fields.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const state = z.enum(['open', 'resumed', 'dismissed']);
const findingView = z.strictObject({
  id,
  caseId: id,
  partyId: id,
  kind: z.enum(['credit', 'inquiry']),
  level: z.enum(['info', 'review', 'freeze_now']),
  state,
  amount: yuan,
  evidence: z.record(z.string(), z.unknown()),
  foundAt: instant,
  foundLegalAt: instant,
  closedBy: z.string().optional(),
  closedAt: instant.optional(),
  closingReason: z.string().optional(),
});

const listFindings = route({
  method: 'GET',
  path: '/findings',
  tag: 'findings',
  summary: 'Money or property the watch has found, the newest first',
  access: 'signed_in',
  query: z.strictObject({ ...pageQuery, state: state.optional(), caseId: id.optional() }),
  status: 200,
  response: page(findingView),
});

const dismiss = route({
  method: 'POST',
  path: '/findings/:id/dismissal',
  tag: 'findings',
  summary: 'Dismiss a finding, with the reason',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({ reason }),
  idempotencyKey: 'honoured',
  status: 200,
  response: z.strictObject({ id, state }),
});

@Controller()
export class FindingsController {
  constructor(
    private readonly acts: Acts,
    private readonly screens: Screens,
  ) {}

  @Route(listFindings)
  async list(@Parsed() { query }: Call<typeof listFindings>) {
    return pageOf(await this.screens.findings.list(query), query.limit, viewOfFinding);
  }

  @Route(dismiss)
  dismiss(@Parsed() call: Call<typeof dismiss>) {
    return this.acts.once(call, async (tx, at) => {
      const caseId = await findingCase(tx, call.params.id);
      if (caseId === undefined) throw notFound('finding');
      await lockCase(tx, caseId);
      const finding = await lockOpenFinding(tx, call.params.id);
      if (finding === undefined) throw notFound('finding');
      await closeFinding(tx, finding, 'dismissed', call.body.reason, call.actor, at);
      return { id: finding.id, state: 'dismissed' as const };
    });
  }
}

function viewOfFinding(one: FindingEntity): z.input<typeof findingView> {
  return {
    id: one.id,
    caseId: one.caseId,
    partyId: one.partyId,
    kind: one.kind,
    level: one.level,
    state: one.state,
    amount: formatYuan(one.amount),
    evidence: evidenceInYuan(one.evidence),
    foundAt: one.foundAt.toISOString(),
    foundLegalAt: one.foundLegalAt.toISOString(),
    ...(one.closedBy === null ? {} : { closedBy: one.closedBy }),
    ...(one.closedAt === null ? {} : { closedAt: one.closedAt.toISOString() }),
    ...(one.closingReason === null ? {} : { closingReason: one.closingReason }),
  };
}
