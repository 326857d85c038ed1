import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { checkBankAccountNumber } from '#enforcement/identity/bank-account-number.js';
import { answerDueOn, OBJECTION_STATES } from '#enforcement/exempt/objection.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { invalid, notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import {
  closeObjection,
  fileObjection,
  findObjection,
  listObjections,
  type ObjectionRow,
} from '#storage/objections/objections.js';
import { courtDay } from '../court.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { checked, date, id, idParams, reason, text } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { isWorkingDay } from './working-day.js';

const tag = 'objections';

const objectionView = z.strictObject({
  id,
  caseId: id,
  institution: z.string(),
  account: z.string(),
  state: z.enum(OBJECTION_STATES),
  grounds: z.string(),
  receivedOn: date,
  answerBy: date.meta({ description: 'The court answers in writing by this day (法释〔2013〕20号 art. 6, R1.3-3)' }),
  overdue: z.boolean(),
  documentId: id,
  filedBy: z.string(),
  closedOn: date.optional(),
  closedBy: z.string().optional(),
  closingReason: z.string().optional(),
});

const fileIt = route({
  method: 'POST',
  path: '/objections',
  tag,
  summary: "File a bank's objection: nothing is frozen on the account or taken from it until the court has answered",
  access: ['clerk', 'judge'],
  body: z.strictObject({
    caseId: id,
    institution: text(32),
    account: checked(checkBankAccountNumber, '6222020200112233445'),
    receivedOn: date,
    grounds: text(2_000),
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 201,
  response: objectionView,
});

const listIt = route({
  method: 'GET',
  path: '/objections',
  tag,
  summary: 'Objections, those to be answered first by the day their answer is due',
  access: 'signed_in',
  query: z.strictObject({ caseId: id.optional(), state: z.enum(OBJECTION_STATES).optional() }),
  status: 200,
  response: z.strictObject({ items: z.array(objectionView), next: z.null() }),
});

const answered = {
  method: 'POST',
  tag,
  params: idParams,
  idempotencyKey: 'honoured',
  status: 200,
  response: objectionView,
} as const;

const answerIt = route({
  ...answered,
  path: '/objections/:id/answer',
  summary: "The court's written answer: upheld, the measure does not happen; rejected, it goes on",
  access: ['judge'],
  body: z.strictObject({ answer: z.enum(['uphold', 'reject']), reason, documentId: id }),
});

const withdrawIt = route({
  ...answered,
  path: '/objections/:id/withdrawal',
  summary: 'The bank takes its objection back; the measure goes on',
  access: ['clerk', 'judge'],
  body: z.strictObject({ reason, documentId: id }),
});

@Controller()
export class ObjectionsController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly law: Law,
  ) {}

  @Route(fileIt)
  file(@Parsed() call: Call<typeof fileIt>) {
    const { body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      if ((await lockCase(tx, body.caseId)) === undefined) throw invalid('caseId', 'case.unknown', 'There is no such case.');
      if (this.directory.find(body.institution) === undefined) {
        throw invalid('institution', 'institution.unknown', 'There is no such institution. GET /institutions lists them.');
      }
      if (body.receivedOn > courtDay(at.legal)) {
        throw invalid('receivedOn', 'date.future', 'Write the day the objection came in, today or before (R1.3-3).');
      }
      await demandDocument(tx, body.caseId, body.documentId);
      const answerBy = answerDueOn(body.receivedOn, this.law.objectionAnswerDays, isWorkingDay);
      return this.view(tx, await fileObjection(tx, { ...body, answerBy }, actor, at));
    });
  }

  @Route(listIt)
  async list(@Parsed() { query }: Call<typeof listIt>) {
    const today = courtDay(this.acts.now().legal);
    return { items: (await listObjections(this.database, query)).map((row) => viewOf(row, today)), next: null };
  }

  @Route(answerIt)
  answer(@Parsed() call: Call<typeof answerIt>) {
    return this.close(call, call.body.answer);
  }

  @Route(withdrawIt)
  withdraw(@Parsed() call: Call<typeof withdrawIt>) {
    return this.close(call, 'withdraw');
  }

  private close(call: Call<typeof answerIt> | Call<typeof withdrawIt>, act: 'uphold' | 'reject' | 'withdraw') {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const row = await findObjection(tx, params.id);
      if (row === undefined) throw notFound('objection');
      await demandDocument(tx, row.case_id, body.documentId);
      const answer = { act, on: courtDay(at.legal), reason: body.reason, documentId: body.documentId };
      await closeObjection(tx, params.id, answer, actor, at);
      return this.view(tx, params.id);
    });
  }

  private async view(tx: Queryable, objectionId: string) {
    const row = await findObjection(tx, objectionId);
    if (row === undefined) throw notFound('objection');
    return viewOf(row, courtDay(this.acts.now().legal));
  }
}

function viewOf(row: ObjectionRow, today: string): z.input<typeof objectionView> {
  return {
    id: row.id,
    caseId: row.case_id,
    institution: row.institution,
    account: row.account,
    state: row.state,
    grounds: row.grounds,
    receivedOn: row.received_on,
    answerBy: row.answer_by,
    overdue: row.state === 'open' && row.answer_by < today,
    documentId: row.document_id,
    filedBy: row.filed_by,
    ...(row.closed_on === null ? {} : { closedOn: row.closed_on }),
    ...(row.closed_by === null ? {} : { closedBy: row.closed_by }),
    ...(row.closing_reason === null ? {} : { closingReason: row.closing_reason }),
  };
}
