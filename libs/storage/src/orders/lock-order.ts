import { type Measure, type Priority } from '#enforcement/measure.js';
import { type OrderState } from '#enforcement/order-states.js';
import { notFound } from '#platform/errors.js';
import { type Queryable } from '../database.js';
import { type LegalBasis, type OrderCause } from './place-order.js';

export interface LockedOrder {
  readonly id: string;
  readonly case_id: string;
  readonly party_id: string | null;
  readonly measure: Measure;
  readonly priority: Priority;
  readonly state: OrderState;
  readonly cause: OrderCause;
  readonly legal_basis: LegalBasis;
  readonly targets: unknown;
  readonly answer_by: Date;
  readonly placed_by: string;
  readonly is_fan_out: boolean;
}

/** Locks an order after its case, as everybody does. Throws `not_found`. */
export async function lockOrder(tx: Queryable, id: string): Promise<LockedOrder> {
  await tx.query(
    `select 1 from enforcement_case where id = (select case_id from enforcement_order where id = $1) for no key update`,
    [id],
  );
  const { rows } = await tx.query<LockedOrder>(
    `select id, case_id, party_id, measure, priority, state, cause, legal_basis, targets, answer_by, placed_by, is_fan_out
     from enforcement_order where id = $1 for no key update`,
    [id],
  );
  if (rows[0] === undefined) throw notFound('order');
  return rows[0];
}
