import { Controller, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { caseStatement } from '#enforcement/debt/case-statement.js';
import { convertFirst } from '#enforcement/debt/foreign-currency.js';
import { checkPayment, checkTerms, type TermsProblem } from '#enforcement/debt/terms-check.js';
import { PAYMENT_MEANS } from '#enforcement/debt/terms.js';
import { fenOf, formatYuan, sumFen } from '#enforcement/money.js';
import { ChakongError, type FieldProblem, notFound } from '#platform/errors.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import { accountsOfCase } from '#storage/debt/claim-accounts.js';
import { claimsWithTerms, keepTerms, notePartPayment } from '#storage/debt/claim-terms.js';
import { type EnteredTerms, termsFields } from '#storage/debt/terms-fields.js';
import { Screens } from '#storage/screens.js';
import { courtDay } from '../court.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { amount, date, id, idParams, reason } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { statementPaper } from '../papers/statement-paper.js';
import { statementView, viewOfStatement } from './statement-view.js';

const enterTerms = route({
  method: 'POST',
  path: '/cases/:id/terms',
  tag: 'statement',
  summary: 'What the title of a claim orders in detail: sums, interest, periods; a new version, earlier ones stay',
  access: ['judge', 'clerk'],
  params: idParams,
  body: z.strictObject({ claimId: id, terms: termsFields, reason, documentId: id }),
  idempotencyKey: 'required',
  status: 201,
  response: z.strictObject({ claimId: id, version: z.int() }),
});

const notePart = route({
  method: 'POST',
  path: '/cases/:id/part-payments',
  tag: 'statement',
  summary: 'A part paid otherwise than by a deduction of ours; it counts on its own day',
  access: ['judge', 'clerk', 'finance'],
  params: idParams,
  body: z.strictObject({ claimId: id, on: date, amount, means: z.enum(PAYMENT_MEANS), reason, documentId: id }),
  idempotencyKey: 'required',
  status: 201,
  response: z.strictObject({ id }),
});

const readStatement = route({
  method: 'GET',
  path: '/cases/:id/statement',
  tag: 'statement',
  summary: 'What is owed at the end of a day, every line with formula, days, convention and article',
  access: 'signed_in',
  params: idParams,
  query: z.strictObject({
    on: date.optional().meta({ description: 'Today by the court’s calendar where it is left out' }),
    format: z.enum(['json', 'pdf']).default('json'),
  }),
  status: 200,
  response: statementView,
  alsoAs: ['application/pdf'],
});

@Controller()
export class StatementController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly screens: Screens,
    private readonly law: Law,
  ) {}

  @Route(enterTerms)
  terms(@Parsed() call: Call<typeof enterTerms>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const principal = await claimPrincipal(tx, params.id, body.claimId);
      refuse(problemsOfTerms(body.terms, principal));
      await demandDocument(tx, params.id, body.documentId);
      // kept as it was written: the same schema reads it back
      const terms = (call.request.body as { terms: object }).terms;
      const { claimId, reason: why, documentId } = body;
      const version = await keepTerms(tx, { caseId: params.id, claimId, terms, reason: why, documentId }, actor, at);
      return { claimId, version };
    });
  }

  @Route(notePart)
  part(@Parsed() call: Call<typeof notePart>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      await claimPrincipal(tx, params.id, body.claimId);
      refuse(checkPayment(body, courtDay(at.legal), '').map((one) => ({ ...one, field: one.field.slice(1) })));
      await demandDocument(tx, params.id, body.documentId);
      return { id: await notePartPayment(tx, { caseId: params.id, ...body }, actor, at) };
    });
  }

  @Route(readStatement)
  async statement(@Parsed() { params, query }: Call<typeof readStatement>) {
    const one = await this.screens.cases.find(params.id);
    if (one === undefined) throw notFound('case');
    const on = query.on ?? courtDay(this.acts.now().legal);
    const accounts = await accountsOfCase(this.database, params.id, this.law.debt);
    const statement = caseStatement(on, accounts, this.law.debt);
    const number = one.one.resumedNumber ?? one.one.caseNumber;
    const view = viewOfStatement({ id: params.id, number }, accounts, statement);
    if (query.format === 'json') return view;
    const { content } = await statementPaper(view, one);
    return new StreamableFile(content, {
      type: 'application/pdf',
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(`${number}债权计算书${on}.pdf`)}`,
    });
  }
}

/** Locks the case; the claim is one of its own. */
async function claimPrincipal(tx: Queryable, caseId: string, claimId: string): Promise<bigint> {
  if ((await lockCase(tx, caseId)) === undefined) throw notFound('case');
  const claim = (await claimsWithTerms(tx, [caseId])).find((one) => one.id === claimId);
  if (claim !== undefined) return claim.principal_fen;
  throw new ChakongError('invalid', 'claimId: This case has no such claim.', {
    problems: [{ field: 'claimId', code: 'claim.unknown', message: 'This case has no such claim.' }],
  });
}

function problemsOfTerms({ terms, parities }: EnteredTerms, principal: bigint): readonly TermsProblem[] {
  const problems = checkTerms(terms);
  if (problems.length > 0) return problems;
  const fx = { rule: 'R4.1-6', article: '法释〔2014〕8号 art. 5' };
  const converted = terms.currency === 'CNY' ? { terms } : convertFirst(terms, parities);
  if ('missing' in converted) {
    const message = `Give the central parity of ${converted.missing.join(', ')}: the debt is booked in yuan and converted first.`;
    return [{ field: 'parities', code: 'parity.missing', ...fx, message }];
  }
  const sum = sumFen(converted.terms.items.filter(({ kind }) => kind === 'principal').map((item) => item.amount));
  if (sum === principal) return [];
  const message = `The sums of principal are ${formatYuan(sum)}; the claim is ${formatYuan(fenOf(principal))}.`;
  return [{ field: 'items', code: 'terms.principal_differs', rule: 'R4.1-2', article: '法释〔2014〕8号 art. 1', message }];
}

/** Refused whole, each problem naming field, rule and article. */
function refuse(found: readonly TermsProblem[]): void {
  const problems = found.map(({ field, code, rule, article, message }): FieldProblem => ({
    field: field === 'on' || field === 'amount' ? field : `terms.${field}`,
    code,
    message: `${message} (${rule}, ${article})`,
  }));
  const first = problems[0];
  if (first !== undefined) throw new ChakongError('invalid', `${first.field}: ${first.message}`, { problems });
}
