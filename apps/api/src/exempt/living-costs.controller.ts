import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { livingCostReserve, standardFor } from '#enforcement/exempt/living-cost.js';
import { formatYuan } from '#enforcement/money.js';
import { invalid, notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { setReserve } from '#storage/exempt/living-costs.js';
import { partyRoles } from '#storage/orders/measure-room.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { id, idParams, reason, text, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const setIt = route({
  method: 'POST',
  path: '/cases/:id/living-costs',
  tag: 'exempt',
  summary: 'What a debtor and those he maintains keep to live on, once over all his accounts (R3-24)',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({
    partyId: id,
    city: text(60),
    year: z.int().min(1990).max(2200),
    people: z.int().min(1).max(30),
    months: z.int().min(1).max(36),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 201,
  response: z.strictObject({
    partyId: id,
    reserve: yuan,
    monthly: yuan,
    standardOf: z.int(),
    source: z.string(),
    isExample: z.boolean(),
  }),
});

@Controller()
export class LivingCostsController {
  constructor(
    private readonly acts: Acts,
    private readonly law: Law,
  ) {}

  @Route(setIt)
  set(@Parsed() call: Call<typeof setIt>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      if ((await lockCase(tx, params.id)) === undefined) throw notFound('case');
      const roles = await partyRoles(tx, params.id);
      if (roles.get(body.partyId) !== 'debtor')
        throw invalid('partyId', 'party.not_debtor', 'Name a debtor of this case (R3-24).', cited('R3-24'));
      const standard = standardFor(body.city, body.year, this.law.livingStandards);
      if (standard === undefined) {
        throw invalid(
          'city',
          'standard.unknown',
          'config/law/living-cost.yaml knows no standard of this city up to that year (R3-24).',
        );
      }
      await demandDocument(tx, params.id, body.documentId);
      const reserve = livingCostReserve(body.people, body.months, standard);
      const { monthly, isExample, source } = standard;
      await setReserve(tx, { caseId: params.id, ...body, monthly, reserve, isExample }, actor, at);
      return {
        partyId: body.partyId,
        reserve: formatYuan(reserve),
        monthly: formatYuan(monthly),
        standardOf: standard.year,
        source,
        isExample,
      };
    });
  }
}
