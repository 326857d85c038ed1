import { type LiftedFreeze, restoration } from '#enforcement/account-book/restoration.js';
import { type Fen, fenOf } from '#enforcement/money.js';
import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { plusMs } from '#platform/clocks.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { roomToFreeze } from '../orders/measure-room.js';
import { type LegalBasis, type placeOrder } from '../orders/place-order.js';
import { withdrawQueued } from '../orders/withdraw-queued.js';
import { endStay, findStay } from '../stays/stays.js';
import { type PetitionRow } from './petition-rows.js';

export interface Refusal {
  readonly on: CalendarDate;
  readonly today: CalendarDate;
  /** Last day of the terms that begin anew. */
  readonly until: CalendarDate;
  readonly reason: string;
  readonly documentId: string;
  readonly owedFen: Fen;
}

interface Lifted {
  readonly id: string;
  readonly kind: 'account' | 'asset';
  readonly state: 'active' | 'released' | 'expired' | 'exhausted';
  readonly institution: string;
  readonly account: string;
  readonly served_at: Date;
  readonly cap_fen: bigint;
  readonly caught_fen: bigint;
  readonly whole_account: boolean;
  readonly legal_basis: LegalBasis;
  readonly release_under_way: boolean;
}

const ANSWER_WITHIN_MS = 3 * 86_400_000;

/**
 * The petition was refused, or its procedure ended before the debtor was declared bankrupt (R7.2-6, 破产法解释二 art. 8): what was not released yet is
 * not released any more, and what was is to come back in its old rank; that order waits for a second person. Seals released meanwhile are left to
 * an order by hand: no registry takes a rank back. The caller holds the case.
 */
export async function refusePetition(
  tx: Queryable,
  petition: PetitionRow,
  refusal: Refusal,
  place: typeof placeOrder,
  actor: Actor,
  at: Moment,
): Promise<void> {
  if (petition.refused_on !== null)
    throw new ChakongError(
      'illegal_transition',
      `This petition was refused on ${petition.refused_on}; it is refused once (R7.2-6).`,
    );
  const { id, case_id: caseId } = petition;
  const { on, today, reason, documentId } = refusal;
  const stay = await findStay(tx, petition.stay_id);
  if (stay?.ended_on === null) await endStay(tx, stay, { on, servedOn: undefined, reason, documentId }, actor, at);
  await withdrawRelease(tx, petition, reason, place, actor, at);
  const lifted = await liftedOf(tx, petition);
  if (lifted.some((one) => one.release_under_way)) {
    const message =
      'The release of a measure is on its way to its institution. Refuse the petition when it is answered (R7.2-6).';
    throw new ChakongError('conflict', message, { problems: [{ field: 'id', code: 'petition.release_under_way', message }] });
  }
  const restoringOrderId = await draftRestoration(tx, petition, refusal, lifted, place, actor, at);
  await tx.query(
    `update bankruptcy_petition set refused_on = $2, refusal_reason = $3, refusal_document_id = $4, refused_by = $5, restoring_order_id = $6
     where id = $1`,
    [id, on, reason, documentId, actor.id, restoringOrderId ?? null],
  );
  const byHand = lifted.filter(({ state, kind }) => state === 'released' && kind === 'asset').map((one) => one.id);
  const data = { today, byHand, ...(restoringOrderId === undefined ? {} : { restoringOrderId }) };
  await appendEvents(tx, [{ kind: 'case.petition_refused', caseId, subjectId: id, actor: actor.id, data }], at);
  const facts = { ...data, on, documentId };
  await appendAudit(tx, { actor, act: 'refuse_petition', caseId, subject: { kind: 'petition', id }, reason, facts }, at);
}

async function withdrawRelease(
  tx: Queryable,
  { release_order_id: orderId }: PetitionRow,
  reason: string,
  place: typeof placeOrder,
  actor: Actor,
  at: Moment,
): Promise<void> {
  if (orderId === null) return;
  const { rows } = await tx.query<{ waits: boolean }>(
    `select o.state = 'awaiting_approval' or exists (
       select from request r join queue q on q.request_id = r.id where r.order_id = o.id and r.state = 'open' and q.state = 'queued') as waits
     from enforcement_order o where o.id = $1`,
    [orderId],
  );
  if (rows[0]?.waits === true) await withdrawQueued(tx, orderId, reason, { canRelease: () => false, place }, actor, at);
}

async function liftedOf(tx: Queryable, { id, case_id: caseId }: PetitionRow): Promise<Lifted[]> {
  const { rows } = await tx.query<Lifted>(
    `select f.id, f.kind, f.state, f.institution, f.account, l.served_at, l.cap_fen, l.caught_fen, l.whole_account, o.legal_basis,
       exists (select from request r where r.case_id = $2 and r.measure = 'release' and r.state = 'open' and r.task ->> 'freezeRequestId' = f.id::text)
         as release_under_way
     from lifted_freeze l join account_freeze f on f.id = l.freeze_id join enforcement_order o on o.id = f.order_id
     where l.petition_id = $1 and f.case_id = $2 order by f.id`,
    [id, caseId],
  );
  return rows;
}

async function draftRestoration(
  tx: Queryable,
  { case_id: caseId, party_id: partyId }: PetitionRow,
  { owedFen, today, until, reason }: Refusal,
  lifted: readonly Lifted[],
  place: typeof placeOrder,
  actor: Actor,
  at: Moment,
): Promise<string | undefined> {
  const released = lifted.filter(({ state, kind }) => state === 'released' && kind === 'account');
  const back = restoration(released.map(asLifted), await roomToFreeze(tx, caseId, owedFen));
  const newest = released.at(-1);
  if (newest === undefined || back.length === 0) return undefined;
  const targets = back.flatMap(({ freezeId, cap }) => {
    const one = released.find(({ id }) => id === freezeId);
    if (one === undefined) return [];
    const extent = cap === 'whole' ? { wholeAccount: true } : { amountFen: cap.toString() };
    const inRankOf = { freezeRequestId: freezeId };
    const task = { measure: 'freeze' as const, account: one.account, ...extent, inRankOf, from: today, until };
    return [{ institution: one.institution, task }];
  });
  const basis = {
    measure: 'freeze',
    priority: 'judge',
    cause: 'judge',
    legalBasis: newest.legal_basis,
    needsApproval: true,
  } as const;
  return place(tx, { caseId, partyId, ...basis, targets, reason, answerBy: plusMs(at.machine, ANSWER_WITHIN_MS) }, actor, at);
}

function asLifted({ id, served_at: servedAt, cap_fen: cap, caught_fen: caught, whole_account: whole }: Lifted): LiftedFreeze {
  return { freezeId: id, servedAt: servedAt.toISOString(), cap: whole ? 'whole' : fenOf(cap), caughtFen: fenOf(caught) };
}
