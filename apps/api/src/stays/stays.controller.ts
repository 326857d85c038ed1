import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { type Citation } from '#enforcement/cited-rules.js';
import { type StayKind, type StayProblem, type StayRule, STAY_KINDS, strangeEnd, strangeStay } from '#enforcement/stays/stay.js';
import { ChakongError, invalid, notFound } from '#platform/errors.js';
import { openPetition } from '#storage/bankruptcy/petition-rows.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import { partyRoles } from '#storage/orders/measure-room.js';
import { beginStay, endStay, findStay, knowsAccount, type StayedAccount, staysOf } from '#storage/stays/stays.js';
import { courtDay } from '../court.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { date, id, idParams, reason, text } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { stayView, viewOfStay } from './stay-view.js';

const tag = 'stays';

const begin = route({
  method: 'POST',
  path: '/cases/:id/stays',
  tag,
  summary: 'Stay a case: freezes stay and are renewed, nothing is deducted or paid until another act ends it (R7.2)',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({
    kind: z.enum(STAY_KINDS),
    partyId: id.optional().meta({ description: 'The debtor it is about, such as a bankrupt one; left out, all of the case' }),
    institution: text(32).optional(),
    account: text(64)
      .optional()
      .meta({ description: 'One account or registered thing alone, with its institution; it is known in the case' }),
    from: date,
    until: date.optional(),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 201,
  response: stayView,
});

const list = route({
  method: 'GET',
  path: '/cases/:id/stays',
  tag,
  summary: 'Stays of a case, those in effect first',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(stayView), next: z.null() }),
});

const end = route({
  method: 'POST',
  path: '/stays/:id/end',
  tag,
  summary: 'End a stay; what it held back goes on',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({
    servedOn: date
      .optional()
      .meta({ description: 'When the decision that ends it was served, where the law counts from then (R7.2-2)' }),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'honoured',
  status: 200,
  response: stayView,
});

@Controller()
export class StaysController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly law: Law,
  ) {}

  @Route(begin)
  begin(@Parsed() call: Call<typeof begin>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const one = await lockCase(tx, params.id);
      if (one === undefined) throw notFound('case');
      if (one.state === 'closed') throw new ChakongError('illegal_transition', 'This case is closed; there is nothing to stay.');
      const law = this.ruleOf(body.kind);
      refuse(strangeStay(body, law, courtDay(at.legal)), law);
      if (body.partyId !== undefined && (await partyRoles(tx, params.id)).get(body.partyId) !== 'debtor')
        throw invalid('partyId', 'party.not_debtor', `Name a debtor of this case, or none (${law.rule}).`, citationOf(law));
      const account = await stayedAccount(tx, params.id, body, citationOf(law));
      await demandDocument(tx, params.id, body.documentId);
      const stay = { ...body, caseId: params.id, partyId: body.partyId, account, until: body.until };
      return this.view(tx, await beginStay(tx, stay, law, actor, at));
    });
  }

  @Route(list)
  async list(@Parsed() { params }: Call<typeof list>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await staysOf(this.database, params.id)).map((row) => viewOfStay(row, this.law.stays)), next: null };
  }

  @Route(end)
  end(@Parsed() call: Call<typeof end>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const caseId = (await findStay(tx, params.id))?.case_id;
      if (caseId !== undefined) await lockCase(tx, caseId);
      // read again under the lock: another may have ended it meanwhile
      const stay = await findStay(tx, params.id);
      if (caseId === undefined || stay === undefined) throw notFound('stay');
      if ((await openPetition(tx, { stayId: stay.id })) !== undefined) {
        const message =
          'This stay ends with its petition: POST /petitions/{id}/refusal brings the measures back in their rank (R7.2-6).';
        throw new ChakongError('illegal_transition', message);
      }
      const today = courtDay(at.legal);
      if (stay.ended_on === null) {
        const law = this.ruleOf(stay.kind);
        refuse(strangeEnd({ from: stay.from_date }, body.servedOn, law, today), law);
      }
      await demandDocument(tx, caseId, body.documentId);
      await endStay(tx, stay, { ...body, servedOn: body.servedOn, on: today }, actor, at);
      return this.view(tx, params.id);
    });
  }

  private ruleOf(kind: StayKind): StayRule {
    const rule = this.law.stays.get(kind);
    if (rule === undefined) throw new Error(`config/law/stays.yaml has no row for ${kind}.`);
    return rule;
  }

  private async view(tx: Queryable, stayId: string) {
    const row = await findStay(tx, stayId);
    if (row === undefined) throw notFound('stay');
    return viewOfStay(row, this.law.stays);
  }
}

function refuse(problem: StayProblem | undefined, law: StayRule): void {
  if (problem !== undefined) throw invalid(problem.field, problem.code, problem.message, citationOf(law));
}

function citationOf({ rule, authority }: StayRule): Citation {
  return { rule, article: authority };
}

/** Institution and account together, not beside a debtor, and known in the case: a number mistyped would stay nothing. */
async function stayedAccount(
  tx: Queryable,
  caseId: string,
  {
    institution,
    account,
    partyId,
  }: { institution?: string | undefined; account?: string | undefined; partyId?: string | undefined },
  law: Citation,
): Promise<StayedAccount | undefined> {
  if (institution === undefined && account === undefined) return undefined;
  if (institution === undefined) throw invalid('institution', 'required', 'Say at which institution the account is.', law);
  if (account === undefined) throw invalid('account', 'required', 'Name the account, or leave the institution out.', law);
  if (partyId !== undefined) throw invalid('partyId', 'stay.two_scopes', 'Name a debtor or one account, not both.', law);
  if (await knowsAccount(tx, caseId, { institution, account })) return { institution, account };
  const message = 'This case knows no such account or thing at that institution. GET /cases/{id}/assets and /freezes list them.';
  throw invalid('account', 'account.unknown', message, law);
}
