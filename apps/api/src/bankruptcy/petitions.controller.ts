import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { checkTerm } from '#enforcement/terms/term-law.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { isCapable } from '#institutions/profile.js';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { ChakongError, notFound } from '#platform/errors.js';
import { acceptPetition } from '#storage/bankruptcy/accept-petition.js';
import { findPetition, openPetition, type PetitionRow, petitionsOf } from '#storage/bankruptcy/petition-rows.js';
import { refusePetition } from '#storage/bankruptcy/refuse-petition.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import { debtOfCase } from '#storage/debt/debt-of-case.js';
import { debtorKinds } from '#storage/bankruptcy/debtor-kinds.js';
import { courtDay } from '../court.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { date, id, idParams, reason, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { TargetProblems } from '../orders/targets/target-problems.js';

const tag = 'bankruptcy';
const petitionView = z.strictObject({
  id,
  caseId: id,
  partyId: id,
  stayId: id,
  acceptedOn: date,
  reason: z.string(),
  refusedOn: date.optional(),
  refusalReason: z.string().optional(),
  releaseOrderId: id.optional().meta({ description: 'Lifts what was held; waits for approval' }),
  restoringOrderId: id.optional().meta({ description: 'Brings it back in its old rank; waits for approval' }),
  lifted: z
    .array(z.strictObject({ freezeId: id, rank: z.int(), cap: yuan, wholeAccount: z.boolean() }))
    .meta({ description: 'The ranks on their accounts when the petition was accepted, the earliest served first' }),
});

const accept = route({
  method: 'POST',
  path: '/cases/:id/petitions',
  tag,
  summary:
    'File that a bankruptcy petition against a debtor was accepted: ranks are kept, enforcement stands still, a release is drafted (R7.2-6)',
  access: ['judge', 'clerk'],
  params: idParams,
  body: z.strictObject({
    partyId: id.optional().meta({ description: 'The debtor; may be left out where the case has one' }),
    on: date,
    reason,
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 201,
  response: petitionView,
});

const refuse = route({
  method: 'POST',
  path: '/petitions/:id/refusal',
  tag,
  summary:
    'File that the petition was refused, or ended before the debtor was declared bankrupt: what was lifted comes back in its rank (R7.2-6)',
  access: ['judge', 'clerk'],
  params: idParams,
  body: z.strictObject({
    on: date,
    until: date.meta({ description: 'Last day of the freezes that come back; their terms begin today' }),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 200,
  response: petitionView,
});

const list = route({
  method: 'GET',
  path: '/cases/:id/petitions',
  tag,
  summary: 'Bankruptcy petitions against debtors of a case, with the ranks kept',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(petitionView), next: z.null() }),
});

@Controller()
export class PetitionsController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly law: Law,
  ) {}

  @Route(accept)
  accept(@Parsed() call: Call<typeof accept>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const one = await lockCase(tx, params.id);
      if (one === undefined) throw notFound('case');
      if (one.state === 'closed') throw new ChakongError('illegal_transition', 'This case is closed; nothing of it is lifted.');
      checkDay(body.on, courtDay(at.legal));
      const partyId = await enterprise(tx, params.id, body.partyId);
      await demandDocument(tx, params.id, body.documentId);
      if ((await openPetition(tx, { caseId: params.id, partyId })) !== undefined)
        refused('partyId', 'petition.accepted', 'A petition against this debtor is accepted already (R7.2-6).');
      const stay = this.law.stays.get('bankruptcy_accepted');
      if (stay === undefined) throw new Error('config/law/stays.yaml has no row for bankruptcy_accepted.');
      const ways = { stay, canRelease: this.canRelease, place: this.place() };
      const petitionId = await acceptPetition(tx, { ...body, caseId: params.id, partyId }, ways, actor, at);
      return viewOf(tx, petitionId);
    });
  }

  @Route(refuse)
  refuse(@Parsed() call: Call<typeof refuse>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const caseId = (await findPetition(tx, params.id))?.case_id;
      if (caseId !== undefined) await lockCase(tx, caseId);
      // read again under the lock: another may have filed it meanwhile
      const petition = await findPetition(tx, params.id);
      if (caseId === undefined || petition === undefined) throw notFound('petition');
      const today = courtDay(at.legal);
      checkDay(body.on, today, petition.accepted_on);
      const wrong = checkTerm({ from: today, until: body.until }, 'current', today, this.law.terms);
      if (wrong !== undefined) refused('until', wrong.code, wrong.message, wrong.rule);
      await demandDocument(tx, caseId, body.documentId);
      const { owedFen } = await debtOfCase(tx, caseId, today, this.law.debt);
      await refusePetition(tx, petition, { ...body, today, owedFen }, this.place(), actor, at);
      return viewOf(tx, params.id);
    });
  }

  @Route(list)
  async list(@Parsed() { params }: Call<typeof list>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await petitionsOf(this.database, params.id)).map(viewOfPetition), next: null };
  }

  private place() {
    const nameOf = (code: string) => this.directory.find(code)?.names.zh ?? code;
    return placeWithItsOwnPapers({ nameOf, articles: this.law.articles });
  }

  private readonly canRelease = (code: string): boolean => {
    const profile = this.directory.find(code);
    return profile !== undefined && isCapable(profile, 'release');
  };
}

function refused(field: string, code: string, message: string, rule: Parameters<typeof cited>[0] = 'R7.2-6'): never {
  const problems = new TargetProblems();
  problems.add(field, code, message, cited(rule));
  problems.throwIfAny();
  throw new Error('unreachable');
}

function checkDay(on: string, today: string, notBefore = ''): void {
  if (on > today) refused('on', 'date.future', 'A petition is accepted or refused today or before (R7.2-6).');
  if (on < notBefore) refused('on', 'date.outside', `A petition is refused after it was accepted, on ${notBefore} (R7.2-6).`);
}

/** Only enterprises go bankrupt; a person's creditors take part in the distribution (R2.2-8). */
async function enterprise(tx: Queryable, caseId: string, named: string | undefined): Promise<string> {
  const debtors = await debtorKinds(tx, caseId);
  const partyId = named ?? (debtors.size === 1 ? [...debtors.keys()][0] : undefined);
  if (partyId === undefined) return refused('partyId', 'required', 'This case has several debtors: say which one (R7.2-6).');
  const kind = debtors.get(partyId);
  if (kind === undefined) refused('partyId', 'party.not_debtor', 'Name a debtor of this case (R7.2-6).');
  if (kind === 'person') refused('partyId', 'party.not_enterprise', 'Only an enterprise goes bankrupt (R7.2-6).');
  return partyId;
}

async function viewOf(tx: Queryable, petitionId: string): Promise<z.input<typeof petitionView>> {
  const row = await findPetition(tx, petitionId);
  if (row === undefined) throw notFound('petition');
  return viewOfPetition(row);
}

function viewOfPetition(row: PetitionRow): z.input<typeof petitionView> {
  return {
    id: row.id,
    caseId: row.case_id,
    partyId: row.party_id,
    stayId: row.stay_id,
    acceptedOn: row.accepted_on,
    reason: row.reason,
    ...(row.refused_on === null ? {} : { refusedOn: row.refused_on }),
    ...(row.refusal_reason === null ? {} : { refusalReason: row.refusal_reason }),
    ...(row.release_order_id === null ? {} : { releaseOrderId: row.release_order_id }),
    ...(row.restoring_order_id === null ? {} : { restoringOrderId: row.restoring_order_id }),
    lifted: row.lifted.map(({ freezeId, rank, capFen, wholeAccount }) => ({
      ...{ freezeId, rank, wholeAccount },
      cap: formatYuan(fenOf(capFen)),
    })),
  };
}
