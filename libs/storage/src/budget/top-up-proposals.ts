import { type Fen, fenOf } from '#enforcement/money.js';
import { type NextProposal } from '#enforcement/budget/top-up.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment, type NewEvent } from '../events.js';
import { newId } from '../new-id.js';

export interface TopUpRow {
  readonly id: string;
  readonly case_id: string;
  readonly state: 'open' | 'met' | 'dismissed';
  readonly target_fen: bigint;
  readonly owed_fen: bigint;
  readonly caps_fen: bigint;
  readonly shortfall_fen: bigint;
  readonly per_day_fen: bigint;
  readonly proposed_legal_at: Date;
  readonly closed_by: string | null;
  readonly closing_reason: string | null;
}

const COLUMNS = `id, case_id, state, target_fen, owed_fen, caps_fen, shortfall_fen, per_day_fen, proposed_legal_at, closed_by, closing_reason`;

/** What was proposed for a case, newest first. */
export async function topUpsOf(tx: Queryable, caseId: string): Promise<TopUpRow[]> {
  const { rows } = await tx.query<TopUpRow>(`select ${COLUMNS} from top_up_proposal where case_id = $1 order by id desc`, [
    caseId,
  ]);
  return rows;
}

export interface TopUpFigures {
  readonly targetFen: Fen;
  readonly owedFen: Fen;
  /** Of freezes in effect and on their way. */
  readonly capsFen: Fen;
  readonly perDayFen: Fen;
}

/** What stands of a case: the shortfall under an open proposal, and the one a judge last said no to. */
export async function knownTopUp(tx: Queryable, caseId: string): Promise<{ openFen?: Fen; dismissedFen?: Fen }> {
  const [newest] = await topUpsOf(tx, caseId);
  if (newest === undefined || newest.state === 'met') return {};
  const shortfallFen = fenOf(newest.shortfall_fen);
  return newest.state === 'open' ? { openFen: shortfallFen } : { dismissedFen: shortfallFen };
}

/** Opens, raises or ends the proposal of a case; the event where somebody should hear of it. The caller holds the case. */
export async function keepTopUp(
  tx: Queryable,
  caseId: string,
  next: NextProposal,
  figures: TopUpFigures,
  actor: string,
  at: Moment,
): Promise<NewEvent | undefined> {
  const { targetFen, owedFen, capsFen, perDayFen } = figures;
  if (next.step === 'none') return undefined;
  if (next.step === 'met') {
    const { rows } = await tx.query<{ id: string }>(
      `update top_up_proposal set state = 'met', closed_at = $2 where case_id = $1 and state = 'open' returning id`,
      [caseId, at.machine],
    );
    return { kind: 'budget.top_up_closed', caseId, subjectId: rows[0]?.id, actor, data: { state: 'met' } };
  }
  if (next.step === 'raise') {
    await tx.query(
      `update top_up_proposal set target_fen = $2, owed_fen = $3, caps_fen = $4, shortfall_fen = $5, per_day_fen = $6
       where case_id = $1 and state = 'open'`,
      [caseId, targetFen, owedFen, capsFen, next.shortfallFen, perDayFen],
    );
    return undefined;
  }
  const id = newId<string>();
  await tx.query(
    `insert into top_up_proposal (id, case_id, target_fen, owed_fen, caps_fen, shortfall_fen, per_day_fen, proposed_at, proposed_legal_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, caseId, targetFen, owedFen, capsFen, next.shortfallFen, perDayFen, at.machine, at.legal],
  );
  const data = {
    owedFen: String(owedFen),
    capsFen: String(capsFen),
    shortfallFen: String(next.shortfallFen),
    perDayFen: String(perDayFen),
  };
  return { kind: 'budget.top_up_proposed', caseId, subjectId: id, actor, data };
}

/** A judge needs no further freeze, and says why; it is proposed again when the shortfall has grown by as much as is worth a ruling. */
export async function dismissTopUp(tx: Queryable, caseId: string, reason: string, actor: Actor, at: Moment): Promise<TopUpRow> {
  const { rows } = await tx.query<TopUpRow>(
    `update top_up_proposal set state = 'dismissed', closed_at = $2, closed_by = $3, closing_reason = $4
     where case_id = $1 and state = 'open' returning ${COLUMNS}`,
    [caseId, at.machine, actor.id, reason],
  );
  const row = rows[0];
  if (row === undefined) throw new ChakongError('illegal_transition', 'No top-up is proposed for this case at present.');
  const subject = { kind: 'top_up', id: row.id };
  await appendAudit(tx, { actor, act: 'dismiss_top_up', caseId, subject, reason }, at);
  const data = { state: 'dismissed' };
  await appendEvents(tx, [{ kind: 'budget.top_up_closed', caseId, subjectId: row.id, actor: actor.id, data }], at);
  return row;
}
