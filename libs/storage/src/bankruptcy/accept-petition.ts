import { type StayRule } from '#enforcement/stays/stay.js';
import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { plusMs } from '#platform/clocks.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { ranksBehind, servedAt } from '../freezes/served-at.js';
import { newId } from '../new-id.js';
import { type LegalBasis, type placeOrder } from '../orders/place-order.js';
import { beginStay } from '../stays/stays.js';

export interface Petition {
  readonly caseId: string;
  readonly partyId: string;
  readonly on: CalendarDate;
  readonly reason: string;
  readonly documentId: string;
}

export interface PetitionWays {
  readonly stay: StayRule;
  readonly canRelease: (institution: string) => boolean;
  /** How an order is placed: with a ruling and notices of its own (R1.2-3). */
  readonly place: typeof placeOrder;
}

interface Held {
  readonly id: string;
  readonly institution: string;
  readonly account: string;
  readonly legal_basis: LegalBasis;
  readonly released_already: boolean;
}

const ANSWER_WITHIN_MS = 3 * 86_400_000;

/**
 * A bankruptcy petition against a debtor was accepted (R7.2-6, 企业破产法 art. 19): the ranks are kept, enforcement against him stands still, and the
 * release of what is held waits for a second person. The caller holds the case. Returns the id of the petition.
 */
export async function acceptPetition(
  tx: Queryable,
  petition: Petition,
  ways: PetitionWays,
  actor: Actor,
  at: Moment,
): Promise<string> {
  const id = newId<string>();
  const { caseId, partyId, on, reason, documentId } = petition;
  const stay = {
    caseId,
    partyId,
    kind: 'bankruptcy_accepted' as const,
    from: on,
    until: undefined,
    account: undefined,
    reason,
    documentId,
  };
  const stayId = await beginStay(tx, stay, ways.stay, actor, at);
  const held = await heldOf(tx, petition);
  const lifting = held.filter((one) => !one.released_already && ways.canRelease(one.institution));
  const releaseOrderId = await draftRelease(tx, petition, lifting, ways.place, actor, at);
  await tx.query(
    `insert into bankruptcy_petition (id, case_id, party_id, stay_id, release_order_id, accepted_on, reason, document_id, filed_by, filed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, caseId, partyId, stayId, releaseOrderId ?? null, on, reason, documentId, actor.id, at.machine],
  );
  await keepRanks(tx, id, held);
  const onPaper = held.filter((one) => !ways.canRelease(one.institution)).map((one) => one.id);
  const data = {
    rule: ways.stay.rule,
    lifted: held.length,
    onPaper,
    ...(releaseOrderId === undefined ? {} : { releaseOrderId }),
  };
  await appendEvents(tx, [{ kind: 'case.petition_accepted', caseId, subjectId: id, actor: actor.id, data }], at);
  const facts = { ...data, on, partyId, stayId, documentId, freezeIds: held.map((one) => one.id) };
  await appendAudit(tx, { actor, act: 'accept_petition', caseId, subject: { kind: 'petition', id }, reason, facts }, at);
  return id;
}

/** Freezes and seals in effect of the debtor, locked after the case; the newest order last. */
async function heldOf(tx: Queryable, { caseId, partyId }: Petition): Promise<Held[]> {
  const { rows } = await tx.query<Held>(
    `select f.id, f.institution, f.account, o.legal_basis,
       exists (select from request r where r.case_id = $1 and r.measure = 'release' and r.state = 'open' and r.task ->> 'freezeRequestId' = f.id::text
         and r.task ->> 'amountFen' is null and r.task ->> 'keepFen' is null) as released_already
     from account_freeze f join enforcement_order o on o.id = f.order_id
     where f.case_id = $1 and f.party_id = $2 and f.state = 'active' order by f.id for no key update of f`,
    [caseId, partyId],
  );
  return rows;
}

async function draftRelease(
  tx: Queryable,
  { caseId, partyId, reason }: Petition,
  lifting: readonly Held[],
  place: typeof placeOrder,
  actor: Actor,
  at: Moment,
): Promise<string | undefined> {
  const newest = lifting.at(-1);
  if (newest === undefined) return undefined;
  const targets = lifting.map(({ id, institution, account }) => ({
    institution,
    task: { measure: 'release' as const, freezeRequestId: id, account },
  }));
  const basis = {
    measure: 'release',
    priority: 'judge',
    cause: 'judge',
    legalBasis: newest.legal_basis,
    needsApproval: true,
  } as const;
  return place(tx, { caseId, partyId, ...basis, targets, reason, answerBy: plusMs(at.machine, ANSWER_WITHIN_MS) }, actor, at);
}

/** The rank on its account among the freezes we know. */
async function keepRanks(tx: Queryable, petitionId: string, held: readonly Held[]): Promise<void> {
  await tx.query(
    `insert into lifted_freeze (petition_id, freeze_id, rank, served_at, cap_fen, caught_fen, whole_account)
     select $1, f.id,
       1 + (select count(*) from account_freeze other where other.account_key = f.account_key and other.state = 'active' and other.id <> f.id
            and not (${ranksBehind('other', 'f')})),
       ${servedAt('f')}, f.cap_fen, f.caught_fen, f.whole_account
     from account_freeze f where f.id = any($2::uuid[])`,
    [petitionId, held.map(({ id }) => id)],
  );
}
