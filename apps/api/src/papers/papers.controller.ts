import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { InstitutionDirectory } from '#institutions/directory.js';
import { ChakongError, notFound } from '#platform/errors.js';
import { type RegisteredCase } from '#storage/cases/case-register.js';
import { Database, type Queryable } from '#storage/database.js';
import { fileDocument } from '#storage/documents/documents.js';
import { documentKinds, keepOrderPaper, papersOfOrder } from '#storage/documents/order-papers.js';
import { type LockedOrder, lockOrder } from '#storage/orders/lock-order.js';
import { findOrder } from '#storage/orders/order-rows.js';
import { readTargets } from '#storage/orders/order-target.js';
import { findPerson } from '#storage/people/people.js';
import { Screens } from '#storage/screens.js';
import { courtDay } from '../court.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { type OrderFacts } from './order-facts.js';
import { writePapers } from './order-papers.js';
import { papersFor } from './papers-needed.js';

const papersView = z.strictObject({
  items: z.array(
    z.strictObject({
      id,
      kind: z.enum(['ruling', 'notice', 'officer_card']),
      number: z.string(),
      name: z.string(),
      institution: z.string().optional().meta({ description: 'Named where the paper is for this institution alone' }),
      sha256: z.string().length(64),
      sm3: z.string().length(64),
    }),
  ),
  missing: z.array(z.enum(['title'])).meta({ description: 'What must be filed besides: the title of a deduction (R1.2-4)' }),
});

const write = route({
  method: 'POST',
  path: '/orders/:id/documents',
  tag: 'documents',
  summary: 'Write the papers an order needs, to be signed and sealed: ruling, notices, officers’ cards. Written once',
  access: ['judge', 'clerk'],
  params: idParams,
  idempotencyKey: 'required',
  status: 201,
  response: papersView,
});

const list = route({
  method: 'GET',
  path: '/orders/:id/documents',
  tag: 'documents',
  summary: 'The papers written for an order',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: papersView,
});

const ID_NAMES: Readonly<Record<string, string>> = {
  citizen_id: '公民身份号码',
  unified_credit_code: '统一社会信用代码',
  organisation_code: '组织机构代码',
  passport: '护照号码',
  other: '证件号码',
};

@Controller()
export class PapersController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly screens: Screens,
  ) {}

  @Route(write)
  write(@Parsed() call: Call<typeof write>) {
    const { params, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const order = await lockOrder(tx, params.id);
      const needed = papersFor(order.measure);
      if ((await papersOfOrder(tx, order.id)).length === 0) {
        const facts = await this.factsOf(tx, order, courtDay(at.legal));
        for (const { kind, number, institution, paper } of await writePapers(facts, needed, (code) => this.nameOf(code))) {
          const { name, content, sm3 } = paper;
          const document = { caseId: order.case_id, kind, number, name, mediaType: 'application/pdf', content, sm3 };
          await keepOrderPaper(tx, order.id, (await fileDocument(tx, document, actor, at)).id, institution);
        }
      }
      return this.view(tx, order);
    });
  }

  @Route(list)
  async list(@Parsed() { params }: Call<typeof list>) {
    const order = await findOrder(this.database, params.id);
    if (order === undefined) throw notFound('order');
    return this.view(this.database, order);
  }

  private async view(tx: Queryable, order: Pick<LockedOrder, 'id' | 'case_id' | 'measure'>) {
    const onFile = await documentKinds(tx, order.case_id);
    const papers = await papersOfOrder(tx, order.id);
    return {
      items: papers.map(({ institution, number, ...one }) => ({
        ...one,
        number: number ?? '',
        ...(institution === null ? {} : { institution }),
      })),
      missing: papersFor(order.measure).also.filter((kind) => !onFile.has(kind)),
    };
  }

  private async factsOf(tx: Queryable, order: LockedOrder, day: string): Promise<OrderFacts> {
    const one = await this.screens.cases.find(order.case_id);
    if (one === undefined) throw notFound('case');
    const judge = (await findPerson(tx, one.one.judgeId))?.name ?? '';
    return {
      measure: order.measure,
      court: one.one.courtName,
      caseNumber: one.one.resumedNumber ?? one.one.caseNumber,
      cause: one.one.cause,
      creditors: one.parties.filter(({ role }) => role === 'creditor').map(({ name }) => name),
      debtor: debtorOf(one, order.party_id),
      title: [...new Set(one.claims.map((claim) => claim.title))].join('、'),
      rulingNumber: order.legal_basis.rulingNumber,
      noticeNumber: order.legal_basis.noticeNumber,
      officers: order.legal_basis.officers,
      judge,
      day,
      targets: readTargets(order.targets),
    };
  }

  private nameOf(institution: string): string {
    return this.directory.find(institution)?.names.zh ?? institution;
  }
}

function debtorOf({ parties }: RegisteredCase, partyId: string | null): OrderFacts['debtor'] {
  const debtor = parties.find(({ id: one, role }) => role === 'debtor' && (partyId === null || one === partyId));
  if (debtor === undefined) throw new ChakongError('conflict', 'This order names no debtor; its papers cannot be written.');
  return { name: debtor.name, idName: ID_NAMES[debtor.idType] ?? '证件号码', idNumber: debtor.idNumber };
}
