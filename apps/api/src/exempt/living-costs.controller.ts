import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { livingCostReserve, standardFor } from '#enforcement/exempt/living-cost.js';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { invalid, notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { type ReserveRow, reserveOfPerson, setReserve } from '#storage/exempt/living-costs.js';
import { partyRoles } from '#storage/orders/measure-room.js';
import { lockSamePerson, samePerson } from '#storage/parties/same-person.js';
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

const reserveView = z.strictObject({
  partyId: id,
  caseId: id.meta({ description: 'The case of this person in which it was set last' }),
  city: z.string(),
  year: z.int(),
  people: z.int(),
  months: z.int(),
  monthly: yuan,
  reserve: yuan,
  isExample: z.boolean(),
  reason: z.string(),
  setBy: z.string(),
});

const listThem = route({
  method: 'GET',
  path: '/cases/:id/living-costs',
  tag: 'exempt',
  summary: 'What each debtor of the case keeps to live on, held once over all cases he owes in (R3-24)',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(reserveView), next: z.null() }),
});

@Controller()
export class LivingCostsController {
  constructor(
    private readonly acts: Acts,
    private readonly law: Law,
    private readonly database: Database,
  ) {}

  @Route(listThem)
  async list(@Parsed() { params }: Call<typeof listThem>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    const items = await this.database.transaction(async (tx) => {
      const found: z.input<typeof reserveView>[] = [];
      for (const [partyId, role] of await partyRoles(tx, params.id)) {
        const reserve = role === 'debtor' ? await reserveOfPerson(tx, await samePerson(tx, partyId)) : undefined;
        if (reserve !== undefined) found.push(viewOfReserve(partyId, reserve));
      }
      return found;
    });
    return { items, next: null };
  }

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
      await lockSamePerson(tx, body.partyId);
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

function viewOfReserve(partyId: string, row: ReserveRow): z.input<typeof reserveView> {
  return {
    partyId,
    caseId: row.case_id,
    city: row.city,
    year: row.year,
    people: row.people,
    months: row.months,
    monthly: formatYuan(fenOf(row.monthly_fen)),
    reserve: formatYuan(fenOf(row.reserve_fen)),
    isExample: row.is_example,
    reason: row.reason,
    setBy: row.set_by,
  };
}
