import { Controller, Inject } from '@nestjs/common';
import { InstitutionDirectory } from '#institutions/directory.js';
import { cited } from '#enforcement/cited-rules.js';
import { plusMonths } from '#enforcement/watch/half-year-slots.js';
import { ChakongError, invalid, notFound } from '#platform/errors.js';
import { appendAudit } from '#storage/audit.js';
import { closeCase } from '#storage/cases/closing.js';
import { closeAsDormant, lockCase, type LockedCase, notAnswered } from '#storage/cases/dormancy.js';
import { closeFinding, lockOpenFinding } from '#storage/cases/findings.js';
import { openCases } from '#storage/cases/open-cases.js';
import { resumeCase } from '#storage/cases/resumption.js';
import { Database, type Queryable } from '#storage/database.js';
import { debtOfCase, debtsOfCases } from '#storage/debt/debt-of-case.js';
import { judgesAmong } from '#storage/people/people.js';
import { Screens } from '#storage/screens.js';
import { restsOnHisOwn } from '#storage/watch/reweigh-findings.js';
import { staysOf } from '#storage/stays/stays.js';
import { openTimeLimits } from '#storage/time-limits/open-time-limits.js';
import { archivedPart } from '../archive/archived-view.js';
import { COURT, type CourtFile, courtDay } from '../court.js';
import { viewOfOwed } from '../debt/owed-view.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route } from '../openapi/route.js';
import { viewOfStay } from '../stays/stay-view.js';
import { viewOfTimeLimit } from '../time-limits/time-limit-view.js';
import * as routes from './case-routes.js';
import { warningsOf } from './case-schema.js';
import { viewOfCase } from './case-view.js';
import { goOnWithPreservation } from './preservation-link.js';

/** Of the cases of one page. */
const MOST_TIME_LIMITS = 1_000;

@Controller()
export class CasesController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly screens: Screens,
    private readonly directory: InstitutionDirectory,
    private readonly law: Law,
    @Inject(COURT) private readonly court: CourtFile,
  ) {}

  @Route(routes.openCase)
  async open(@Parsed() call: Call<typeof routes.openCase>) {
    const { body, actor } = call;
    const { id } = await this.acts.once(call, async (tx, at) => {
      const judges = await judgesAmong(tx, [body.judgeId]);
      if (!judges.has(body.judgeId)) throw invalid('judgeId', 'judge.unknown', 'Name a judge of this court by id.');
      if (body.filedOn > courtDay(at.legal)) {
        throw invalid('filedOn', 'date.future', 'A case is filed today or before.');
      }
      const { preservationCaseId, ...written } = body;
      const [opened] = await openCases(tx, [written], actor, at);
      if (opened === undefined) {
        throw new ChakongError('conflict', 'A case with this number is open already.', {
          problems: [{ field: 'caseNumber', code: 'case.known', message: 'Look the case up by its number.' }],
        });
      }
      if (preservationCaseId !== undefined) {
        await goOnWithPreservation(tx, preservationCaseId, { ...opened, courtCode: body.court.code }, actor, at);
      }
      const facts = { preservationCaseId };
      await appendAudit(tx, { actor, act: 'open_case', caseId: opened.id, subject: { kind: 'case', id: opened.id }, facts }, at);
      return { id: opened.id };
    });
    const warnings = warningsOf(body);
    return { ...(await this.view(id)), ...(warnings.length === 0 ? {} : { warnings }) };
  }

  @Route(routes.listCases)
  async list(@Parsed() { query }: Call<typeof routes.listCases>) {
    const cases = await this.screens.cases.list(query);
    const ids = cases.map((one) => one.id);
    const today = courtDay(this.acts.now().legal);
    const timeLimits = await this.timeLimitsOf(ids);
    const debts = await debtsOfCases(this.database, ids, today, this.law.debt);
    return pageOf(cases, query.limit, (one) => {
      const debt = debts.get(one.id);
      const owedNow = debt === undefined ? {} : { owedNow: viewOfOwed(today, debt) };
      return viewOfCase(one, { ...owedNow, timeLimits: timeLimits.get(one.id) ?? [] });
    });
  }

  @Route(routes.readCase)
  read(@Parsed() { params }: Call<typeof routes.readCase>) {
    return this.view(params.id);
  }

  @Route(routes.closeAsDormant)
  async closeAsDormant(@Parsed() call: Call<typeof routes.closeAsDormant>) {
    const { params, body, actor } = call;
    await this.acts.once(call, async (tx, at) => {
      const one = await lockedCase(tx, params.id);
      this.checkDay(one, body.on, courtDay(at.legal));
      await demandDocument(tx, params.id, body.documentId);
      await this.checkInquiries(tx, params.id);
      await closeAsDormant(tx, one, body, actor, at);
      return {};
    });
    return this.view(params.id);
  }

  @Route(routes.close)
  async close(@Parsed() call: Call<typeof routes.close>) {
    const { params, body, actor } = call;
    await this.acts.once(call, async (tx, at) => {
      const one = await lockedCase(tx, params.id);
      if (body.on > courtDay(at.legal)) throw invalid('on', 'date.future', 'A case is closed today or before.');
      if (body.on < one.filed_on) throw invalid('on', 'date.order', 'A case is closed on the day it was filed or after.');
      await demandDocument(tx, params.id, body.documentId);
      await closeCase(tx, one, body, actor, at);
      return {};
    });
    return this.view(params.id);
  }

  @Route(routes.resume)
  async resume(@Parsed() call: Call<typeof routes.resume>) {
    const { params, body, actor } = call;
    await this.acts.once(call, async (tx, at) => {
      const one = await lockedCase(tx, params.id);
      await demandDocument(tx, params.id, body.documentId);
      await resumeCase(tx, one, { ...body, findingId: body.findingId, on: courtDay(at.legal) }, actor, at);
      if (body.findingId !== undefined) {
        const finding = await lockOpenFinding(tx, body.findingId);
        if (finding?.caseId !== params.id) throw invalid('findingId', 'finding.unknown', 'Name an open finding of this case.');
        if (!(await restsOnHisOwn(tx, finding.id))) {
          const message =
            'All of it may be, or is, another’s property. Settle first whose it is, or dismiss the finding (R7.1-2).';
          throw invalid('findingId', 'finding.other_holder', message, cited('R7.1-2'));
        }
        await closeFinding(tx, finding, 'resumed', body.reason, actor, at);
      }
      return {};
    });
    return this.view(params.id);
  }

  private checkDay(one: LockedCase, on: string, today: string): void {
    if (on > today) throw invalid('on', 'date.future', 'A case is closed as dormant today or before, by the court’s calendar.');
    const earliest = plusMonths(one.filed_on, this.court.dormancy.monthsSinceFiling);
    if (on <= earliest) {
      throw invalid(
        'on',
        'dormancy.too_early',
        `More than ${this.court.dormancy.monthsSinceFiling} months since filing: after ${earliest} (R5.1-4).`,
      );
    }
  }

  /** R5.1: every institution must have told of every debtor; each one that has not is named. */
  private async checkInquiries(tx: Queryable, caseId: string): Promise<void> {
    const all = this.directory.capable('inquire').map(({ code }) => code);
    const missing = await notAnswered(tx, caseId, all);
    if (missing.length === 0) return;
    const words = {
      never_asked: 'was never asked about this debtor, or not under every name and number he is known by',
      name_mismatch: 'knows a customer of this number under another name, and nobody has looked at it yet',
      no_answer_yet: 'has not answered yet',
      silent: 'stayed silent, which does not mean that it found nothing',
    };
    throw new ChakongError(
      'invalid',
      'Before a case is dormant every institution must have answered about every debtor (R5.1). Ask those named.',
      {
        problems: missing.map(({ partyId, institution, why }) => ({
          field: `institutions.${institution}`,
          code: `dormancy.${why}`,
          message: `${this.directory.get(institution).names.zh} ${words[why]} (party ${partyId}).`,
        })),
      },
    );
  }

  private async view(id: string) {
    const one = await this.screens.cases.find(id);
    if (one === undefined) throw notFound('case');
    // asked with every case that is opened or looked at, and planning the three takes longer than all of it
    const { steady } = this.database;
    const stays = await staysOf(steady, id);
    const today = courtDay(this.acts.now().legal);
    return viewOfCase(one, {
      owedNow: viewOfOwed(today, await debtOfCase(steady, id, today, this.law.debt)),
      stays: stays.filter(({ ended_on: endedOn }) => endedOn === null).map((row) => viewOfStay(row, this.law.stays)),
      timeLimits: (await this.timeLimitsOf([id])).get(id) ?? [],
      watch: await this.screens.cases.watchOf(id),
      ...(await archivedPart(steady, id)),
    });
  }

  private async timeLimitsOf(caseIds: readonly string[]) {
    const today = courtDay(this.acts.now().legal);
    const rows = await openTimeLimits(this.database, { caseIds, limit: MOST_TIME_LIMITS });
    return Map.groupBy(
      rows.map((row) => viewOfTimeLimit(row, today)),
      ({ caseId }) => caseId,
    );
  }
}

async function lockedCase(tx: Queryable, id: string): Promise<LockedCase> {
  const one = await lockCase(tx, id);
  if (one === undefined) throw notFound('case');
  return one;
}
