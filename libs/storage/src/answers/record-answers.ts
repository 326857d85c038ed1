import { isFinal } from '#enforcement/request-states.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { bookPositions } from '../freezes/positions.js';
import { newId } from '../new-id.js';
import { progressOrders } from './progress-orders.js';
import { strangeEffect } from './about-the-task.js';
import { foldAnswer, type Folded, isHeard, type Patience, unfolded } from './fold-answers.js';
import { type LockedRequest, lockRequests } from './known-requests.js';
import { type Answer, contentDigest, type Outcome } from './outcome-content.js';
import { settleRequests } from './settle-requests.js';
import { dissolveBlocks } from '../queue/blocks.js';

export interface CaseAnswer extends Answer {
  readonly caseId: string;
}

/** An answer that cannot be ours: nobody was asked, or somebody else was. It becomes a dead letter; the others go on. */
export interface StrangeAnswer {
  readonly answer: CaseAnswer;
  readonly reason: 'unknown_request' | 'foreign_institution';
}

export interface Recorded {
  readonly strange: readonly StrangeAnswer[];
  readonly settled: number;
  /** Requests that went back to the queue or left a slot free: the dispatcher may look. */
  readonly freed: readonly Freed[];
}

export interface Freed {
  readonly institution: string;
  readonly isUrgent: boolean;
  /** From the claim until now; undefined where no institution answered. */
  readonly answeredAfterMs: number | undefined;
}

type Step = { readonly request: LockedRequest; folded: Folded };

/**
 * One transaction for a batch of answers: answers kept, requests moved, freezes and funds booked, orders counted, events written.
 * Repeating it changes nothing. `patienceOf` gives an institution's pauses.
 */
export async function recordAnswers(
  tx: Queryable,
  answers: readonly CaseAnswer[],
  at: Moment,
  patienceOf: (institution: string) => Patience,
): Promise<Recorded> {
  const cases = new Set(answers.map((answer) => answer.caseId).concat(await casesOfReported(tx, answers)));
  await lockCases(tx, cases);
  const known = await lockRequests(tx, [...new Set(answers.map((answer) => answer.requestId))]);
  const strange: StrangeAnswer[] = [];
  const ours: CaseAnswer[] = [];
  const steps = new Map<string, Step>();
  for (const answer of answers) {
    const request = known.get(answer.requestId);
    if (request === undefined || request.caseId !== answer.caseId) strange.push({ answer, reason: 'unknown_request' });
    else if (request.institution !== answer.institution) strange.push({ answer, reason: 'foreign_institution' });
    else {
      ours.push(answer);
      const step = steps.get(answer.requestId) ?? { request, folded: unfolded(request) };
      step.folded = foldAnswer(step.folded, heard(answer, request), at.machine, patienceOf(answer.institution));
      steps.set(answer.requestId, step);
    }
  }
  await keepAside(
    tx,
    ours.filter(({ requestId, outcome }) => !standsInRequest(steps.get(requestId)?.folded, outcome)),
    at,
  );
  await keepSilences(tx, ours, at);
  const changed = await apart(
    tx,
    [...steps.values()].filter(({ request, folded }) => folded.state !== request.state),
  );
  await moveLive(tx, changed);
  await openAttention(tx, changed, at);
  const settlements = changed.flatMap(({ request, folded }) =>
    folded.settled === undefined ? [] : [{ request, ...folded.settled }],
  );
  await settleRequests(tx, settlements, 'control', at);
  await bookPositions(
    tx,
    ours.flatMap(({ requestId, outcome }) => (outcome.kind === 'present' ? [{ requestId, ...outcome }] : [])),
    cases,
    at,
  );
  await progressOrders(
    tx,
    new Set(
      changed
        .filter(({ request, folded }) => request.state === 'queued' || isFinal(folded.state) || folded.settled !== undefined)
        .map(({ request }) => request.orderId),
    ),
    'control',
    at,
  );
  return { strange, settled: settlements.length, freed: changed.flatMap((step) => freedBy(step, at)) };
}

function freedBy({ request, folded }: Step, { machine }: Moment): Freed[] {
  const { state, institution, isUrgent, dispatchedAt } = request;
  if (state !== 'dispatched') return [];
  const isAnswered = (isFinal(folded.state) || folded.state === 'acknowledged') && dispatchedAt !== undefined;
  return [{ institution, isUrgent, answeredAfterMs: isAnswered ? machine.getTime() - dispatchedAt.getTime() : undefined }];
}

/** A block holds together as long as its inquiries are answered; once one of them goes another way, each goes its own. */
async function apart(tx: Queryable, changed: readonly Step[]): Promise<readonly Step[]> {
  const astray = changed.filter(({ folded }) => !isFinal(folded.state)).flatMap(({ request: { block } }) => block?.id ?? []);
  const dissolved = await dissolveBlocks(tx, astray);
  return changed.map((step) =>
    dissolved.has(step.request.block?.id ?? '') ? { ...step, request: { ...step.request, block: undefined } } : step,
  );
}

/** A freeze that is reported on may have gone on under another file (R2.1-7); that case is written to as well. */
async function casesOfReported(tx: Queryable, answers: readonly CaseAnswer[]): Promise<string[]> {
  const reported = answers.flatMap(({ requestId, outcome }) => (outcome.kind === 'present' ? [requestId] : []));
  if (reported.length === 0) return [];
  const { rows } = await tx.query<{ case_id: string }>('select case_id from account_freeze where id = any($1::uuid[])', [
    reported,
  ]);
  return rows.map((row) => row.case_id);
}

/** An effect nobody asked for is read like an answer nobody can read; `keepAside` keeps it as it was. */
function heard(answer: CaseAnswer, request: LockedRequest): CaseAnswer {
  if (answer.outcome.kind !== 'final' || !request.live) return answer;
  const cause = strangeEffect(request, answer.outcome);
  return cause === undefined ? answer : { ...answer, attempt: request.attempt, outcome: { kind: 'unreadable', cause } };
}

/** The answer a request is settled by stands in its own row, and what only repeats one that was kept is not kept again. */
function standsInRequest(folded: Folded | undefined, outcome: Outcome): boolean {
  if (folded === undefined || outcome.kind !== 'final') return false;
  return folded.settled?.content === outcome || isHeard(folded, outcome);
}

/** What else was said: acknowledgements, and final answers that settle nothing. */
async function keepAside(tx: Queryable, answers: readonly CaseAnswer[], at: Moment): Promise<void> {
  const said = answers.filter(({ outcome }) => outcome.kind === 'final' || outcome.kind === 'acknowledged');
  if (said.length === 0) return;
  await tx.query(
    `insert into answer (request_id, digest, case_id, attempt, kind, content, received_at)
     select request_id, digest, case_id, attempt, kind, content, $7
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::text[], $6::jsonb[]) as t(request_id, digest, case_id, attempt, kind, content)
     on conflict do nothing`,
    [
      said.map((answer) => answer.requestId),
      said.map((answer) => contentDigest(answer.outcome)),
      said.map((answer) => answer.caseId),
      said.map((answer) => answer.attempt),
      said.map((answer) => answer.outcome.kind),
      said.map((answer) => JSON.stringify(answer.outcome)),
      at.machine,
    ],
  );
}

async function keepSilences(tx: Queryable, answers: readonly CaseAnswer[], at: Moment): Promise<void> {
  const silences = answers.flatMap(({ requestId, attempt, outcome }) =>
    outcome.kind === 'silent' ? [{ requestId, attempt, ...outcome }] : [],
  );
  if (silences.length === 0) return;
  await tx.query(
    `insert into delivery (request_id, attempt, reached, cause, at)
     select request_id, attempt, reached, cause, $5 from unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) as t(request_id, attempt, reached, cause)`,
    [
      silences.map((s) => s.requestId),
      silences.map((s) => s.attempt),
      silences.map((s) => s.reached),
      silences.map((s) => s.cause),
      at.machine,
    ],
  );
}

async function moveLive(tx: Queryable, changed: readonly Step[]): Promise<void> {
  const live = changed.filter(({ request, folded }) => request.live && !isFinal(folded.state)).map(({ folded }) => folded);
  if (live.length === 0) return;
  await tx.query(
    `update queue q set state = t.state, tries = t.tries, rounds = t.rounds, not_before = t.not_before, check_at = t.check_at,
       last_cause = t.last_cause, lease_until = null
     from unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::text[])
       as t(request_id, state, tries, rounds, not_before, check_at, last_cause)
     where q.request_id = t.request_id`,
    [
      live.map((folded) => folded.requestId),
      live.map((folded) => folded.state),
      live.map((folded) => folded.tries),
      live.map((folded) => folded.rounds),
      live.map((folded) => folded.notBefore ?? null),
      live.map((folded) => folded.checkAt ?? null),
      live.map((folded) => folded.lastCause ?? null),
    ],
  );
}

async function openAttention(tx: Queryable, changed: readonly Step[], at: Moment): Promise<void> {
  const opened = changed.flatMap(({ request, folded }) =>
    folded.attention === undefined ? [] : [{ request, ...folded.attention }],
  );
  for (const { request, reason, detail } of opened) {
    await tx.query(
      `insert into attention (id, request_id, case_id, institution, reason, detail, opened_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (request_id) where closed_at is null do nothing`,
      [newId(), request.requestId, request.caseId, request.institution, reason, detail, at.machine],
    );
  }
  await appendEvents(
    tx,
    opened.map(({ request, reason }) => ({
      kind: 'request.needs_attention',
      caseId: request.caseId,
      orderId: request.orderId,
      subjectId: request.requestId,
      actor: 'control',
      data: { reason, institution: request.institution },
    })),
    at,
  );
  const answered = changed.filter(({ request, folded }) => request.state === 'needs_attention' && isFinal(folded.state));
  if (answered.length === 0) return;
  await tx.query(
    `update attention set closed_at = $2, way_out = 'answered' where request_id = any($1::uuid[]) and closed_at is null`,
    [answered.map(({ request }) => request.requestId), at.machine],
  );
}
