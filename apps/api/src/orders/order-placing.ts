import { Inject, Injectable } from '@nestjs/common';
import { cited } from '#enforcement/cited-rules.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { placeWithPapers } from '#papers/place-with-papers.js';
import { ChakongError, invalid } from '#platform/errors.js';
import { type Actor } from '#storage/audit.js';
import { lockCase, type LockedCase } from '#storage/cases/dormancy.js';
import { type Queryable } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { keepOverrides } from '#storage/exempt/overrides.js';
import { placeOrder } from '#storage/orders/place-order.js';
import { findOrder } from '#storage/orders/order-rows.js';
import { lockFreezesOf, partyRoles } from '#storage/orders/measure-room.js';
import { COURT, type CourtFile, courtDay } from '../court.js';
import { Law } from '../law/law.js';
import { ApprovalPolicy } from './approval-policy.js';
import { checkStays } from '../stays/stay-check.js';
import { checkedBasis, type NamedBasis } from './legal-basis.js';
import { type BodyOf, type NewOrderBody } from './order-fields.js';
import { type TargetContext } from './targets/target-context.js';
import { TargetProblems } from './targets/target-problems.js';
import { buildTargets } from './targets/targets.js';

const DAY_MS = 86_400_000;

/** Checks an order against its case, inside one transaction and under the case's lock, and places it. */
@Injectable()
export class OrderPlacing {
  constructor(
    private readonly policy: ApprovalPolicy,
    private readonly directory: InstitutionDirectory,
    @Inject(COURT) private readonly court: CourtFile,
    private readonly law: Law,
  ) {}

  async place(tx: Queryable, body: NewOrderBody, actor: Actor, at: Moment): Promise<string> {
    const needsApproval = this.policy.needsApproval(body.measure, actor);
    const enforcementCase = await lockCase(tx, body.caseId);
    if (enforcementCase === undefined) throw invalid('caseId', 'case.unknown', 'There is no such case.');
    checkCaseState(enforcementCase, body);
    const named: NamedBasis = body.legalBasis ?? { documentIds: [], officers: [] };
    const legalBasis = await checkedBasis(tx, body.caseId, named, body.measure);
    const answerBy = this.answerBy(body, at);
    await checkLink(tx, body);
    const problems = new TargetProblems();
    const partyId = await partyOf(tx, body, problems);
    const context: TargetContext = {
      tx,
      directory: this.directory,
      court: this.court,
      law: this.law,
      enforcementCase,
      today: courtDay(at.legal),
      now: at.legal,
      partyId,
      problems,
      overrides: [],
    };
    const targets = await buildTargets(context, body);
    await checkStays(context, body.measure, partyId, targets);
    problems.throwIfAny();
    const place = named.writePapers === true ? placeWithPapers({ nameOf: this.nameOf, articles: this.law.articles }) : placeOrder;
    const id = await place(
      tx,
      {
        caseId: body.caseId,
        partyId,
        measure: body.measure,
        priority: priorityOf(body, actor),
        cause: actor.role === 'service' ? 'statutory' : 'judge',
        legalBasis,
        targets,
        answerBy,
        linkedOrderId: body.linkedOrderId,
        reason: body.measure === 'freeze' ? reasonOf(body) : undefined,
        isFanOut: body.measure === 'freeze' && body.fanOut !== undefined,
        needsApproval,
      },
      actor,
      at,
    );
    await keepOverrides(tx, { id, caseId: body.caseId }, context.overrides, actor, at);
    return id;
  }

  private readonly nameOf = (code: string) => this.directory.find(code)?.names.zh ?? code;

  private answerBy(body: NewOrderBody, at: Moment): Date {
    if (body.answerBy === undefined) return new Date(at.machine.getTime() + this.court.answerByDays * DAY_MS);
    const answerBy = new Date(body.answerBy);
    if (answerBy > at.machine) return answerBy;
    throw invalid('answerBy', 'time.past', 'Give the institutions until a moment that is still to come.');
  }
}

function reasonOf({ fanOut, targets }: BodyOf<'freeze'>): string | undefined {
  return fanOut?.reason ?? targets.find(({ wholeAccount }) => wholeAccount !== undefined)?.wholeAccount?.reason;
}

function priorityOf(body: NewOrderBody, actor: Actor) {
  if (actor.role === 'service') return 'statutory';
  if (body.priority === 'statutory') {
    throw invalid('priority', 'priority.service_only', 'Statutory inquiries are placed by the watcher. Write judge or urgent.');
  }
  return body.priority ?? 'judge';
}

/** While a case is dormant its measures stay and may be kept up (R5.1-9, R5.2-6); new ones need its resumption. */
function checkCaseState(one: LockedCase, { measure }: NewOrderBody): void {
  if (one.state === 'closed') throw new ChakongError('illegal_transition', 'This case is closed; nothing more is ordered in it.');
  if (one.state === 'dormant' && (measure === 'freeze' || measure === 'deduct' || measure === 'seal')) {
    throw new ChakongError('illegal_transition', `This case is dormant. Resume it before a new order to ${measure}.`);
  }
}

async function checkLink(tx: Queryable, body: NewOrderBody): Promise<void> {
  if (body.linkedOrderId === undefined) return;
  const linked = await findOrder(tx, body.linkedOrderId);
  if (linked?.case_id !== body.caseId) throw invalid('linkedOrderId', 'order.unknown', 'Name an order of the same case.');
}

/** The debtor an order is about: as named, or the only one, or the one whose freezes it names. */
async function partyOf(tx: Queryable, body: NewOrderBody, problems: TargetProblems): Promise<string | null> {
  const roles = await partyRoles(tx, body.caseId);
  if (body.partyId !== undefined) {
    const role = roles.get(body.partyId);
    if (role === undefined) problems.add('partyId', 'party.unknown', 'Name a debtor of this case.', cited('R7.1-2'));
    else if (role !== 'debtor') {
      const message = 'Measures are taken against debtors only; this party is a creditor.';
      problems.add('partyId', 'party.not_debtor', message, cited('R7.1-2'));
    }
  }
  if (body.measure === 'pay') return null;
  if (body.measure === 'renew' || body.measure === 'release' || body.measure === 'deduct') {
    const freezes = await lockFreezesOf(
      tx,
      body.caseId,
      body.targets.map(({ freezeId }) => freezeId),
    );
    const owners = new Set([...freezes.values()].map((freeze) => freeze.party_id));
    const [owner = null] = owners;
    if (owners.size > 1) problems.add('targets', 'freeze.of_several', 'Name freezes of one debtor in an order.');
    if (body.partyId !== undefined && owner !== null && owner !== body.partyId) {
      problems.add('partyId', 'party.other', 'These freezes are on accounts of another debtor.', cited('R7.1-2'));
    }
    return owner;
  }
  if (body.partyId !== undefined) return body.partyId;
  const debtors = [...roles].filter(([, role]) => role === 'debtor').map(([id]) => id);
  if (debtors.length > 1) problems.add('partyId', 'required', 'This case has several debtors: say which one.');
  return debtors[0] ?? null;
}
