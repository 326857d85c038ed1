import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { type Queryable } from '../database.js';

export interface PetitionRow {
  readonly id: string;
  readonly case_id: string;
  readonly party_id: string;
  readonly stay_id: string;
  readonly release_order_id: string | null;
  readonly restoring_order_id: string | null;
  readonly accepted_on: CalendarDate;
  readonly reason: string;
  readonly refused_on: CalendarDate | null;
  readonly refusal_reason: string | null;
  /** The ranks at the acceptance, by account. */
  readonly lifted: readonly {
    readonly freezeId: string;
    readonly rank: number;
    readonly capFen: string;
    readonly wholeAccount: boolean;
  }[];
}

const SELECT = `select p.id, p.case_id, p.party_id, p.stay_id, p.release_order_id, p.restoring_order_id, p.accepted_on, p.reason, p.refused_on,
  p.refusal_reason,
  coalesce((select json_agg(json_build_object('freezeId', l.freeze_id, 'rank', l.rank, 'capFen', l.cap_fen::text, 'wholeAccount', l.whole_account)
    order by l.served_at, l.freeze_id) from lifted_freeze l where l.petition_id = p.id), '[]') as lifted
  from bankruptcy_petition p`;

export async function findPetition(tx: Queryable, id: string): Promise<PetitionRow | undefined> {
  return (await tx.query<PetitionRow>(`${SELECT} where p.id = $1`, [id])).rows[0];
}

/** Petitions of a case, in the order they were filed. */
export async function petitionsOf(tx: Queryable, caseId: string): Promise<PetitionRow[]> {
  return (await tx.query<PetitionRow>(`${SELECT} where p.case_id = $1 order by p.id`, [caseId])).rows;
}

/** The petition accepted against a debtor and not refused; or the one a stay belongs to. */
export async function openPetition(
  tx: Queryable,
  of: { readonly caseId: string; readonly partyId: string } | { readonly stayId: string },
): Promise<PetitionRow | undefined> {
  const { rows } =
    'stayId' in of
      ? await tx.query<PetitionRow>(`${SELECT} where p.stay_id = $1 and p.refused_on is null`, [of.stayId])
      : await tx.query<PetitionRow>(`${SELECT} where p.case_id = $1 and p.party_id = $2 and p.refused_on is null`, [
          of.caseId,
          of.partyId,
        ]);
  return rows[0];
}
