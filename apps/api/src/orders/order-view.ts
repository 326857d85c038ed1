import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { type Queryable } from '#storage/database.js';
import { countRequests, fundsOf, type OrderCounts, type OrderRow } from '#storage/orders/order-rows.js';
import { id, instant, measure, orderState, priority, yuan } from '../openapi/fields.js';

const count = z.int().min(0);
const countsView = z.strictObject({
  total: count,
  open: count,
  executed: count,
  executedInPart: count,
  refused: count,
  notApplicable: count,
  withdrawn: count,
  expired: count,
  found: count,
  nothing: count,
  silent: count,
  needsAttention: count,
});

export const orderView = z.strictObject({
  id,
  caseId: id,
  partyId: id.nullable(),
  measure,
  priority,
  state: orderState,
  cause: z.enum(['judge', 'bulk', 'statutory', 'finding', 'withdrawal', 'budget']),
  legalBasis: z.strictObject({
    rulingNumber: z.string().optional(),
    noticeNumber: z.string(),
    documentIds: z.array(id),
    officers: z.array(z.strictObject({ name: z.string(), workCard: z.string(), dutyCard: z.string() })),
  }),
  linkedOrderId: id.optional(),
  setId: id.optional(),
  answerBy: instant,
  placedBy: z.string(),
  placedAt: instant,
  placedLegalAt: instant,
  approvedBy: z.string().optional(),
  approvedAt: instant.optional(),
  closedAt: instant.optional(),
  counts: countsView,
  fund: z.strictObject({ sent: yuan, received: yuan }).optional(),
});

/** Views of orders, their requests counted together. */
export async function viewOrders(
  tx: Queryable,
  rows: readonly OrderRow[],
): Promise<(row: OrderRow) => z.input<typeof orderView>> {
  const ids = rows.map((row) => row.id);
  const [counts, funds] = await Promise.all([countRequests(tx, ids), fundsOf(tx, ids)]);
  return (row) => viewOfOrder(row, counts(row.id), funds.get(row.id));
}

function viewOfOrder(
  row: OrderRow,
  counts: OrderCounts,
  fund: { sent: bigint; received: bigint } | undefined,
): z.input<typeof orderView> {
  const { rulingNumber, noticeNumber, documentIds, officers } = row.legal_basis;
  return {
    id: row.id,
    caseId: row.case_id,
    partyId: row.party_id,
    measure: row.measure,
    priority: row.priority,
    state: row.state,
    cause: row.cause,
    legalBasis: {
      ...(rulingNumber === undefined ? {} : { rulingNumber }),
      noticeNumber,
      documentIds: [...documentIds],
      officers: officers.map(({ name, workCard, dutyCard }) => ({ name, workCard, dutyCard })),
    },
    ...(row.linked_order_id === null ? {} : { linkedOrderId: row.linked_order_id }),
    ...(row.set_id === null ? {} : { setId: row.set_id }),
    answerBy: row.answer_by.toISOString(),
    placedBy: row.placed_by,
    placedAt: row.placed_at.toISOString(),
    placedLegalAt: row.placed_legal_at.toISOString(),
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    ...(row.approved_at === null ? {} : { approvedAt: row.approved_at.toISOString() }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
    counts,
    ...(row.measure === 'deduct'
      ? { fund: { sent: formatYuan(fenOf(fund?.sent ?? 0n)), received: formatYuan(fenOf(fund?.received ?? 0n)) } }
      : {}),
  };
}
