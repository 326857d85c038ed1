import { isDone } from './ledger-acts.mjs';

const needsFreeze = new Set(['renew', 'release', 'deduct']);

/** Measures on one account, in the order their bank saw them. */
export function checkAccounts({ tables, theirs, court }, promises) {
  const moments = momentsOf(tables.orders, court.diary);
  const measures = theirs.flatMap((request) => {
    const row = tables.requests.get(request.id);
    const place = row && (row.task.account ?? row.task.assetId);
    return place === undefined || row.measure === 'inquire' || row.measure === 'pay'
      ? []
      : [{ ...request, row, account: `${request.institution} ${place}` }];
  });
  const accounts = Map.groupBy(measures, ({ account }) => account);

  promises.keep(
    'at most one measure on an account is under way at its bank',
    measures.length,
    [...accounts.values()].flatMap(overlaps),
  );
  promises.keep(
    'measures on an account come in the order they were ordered',
    measures.length,
    [...accounts.values()].flatMap((some) => overtaken(some, moments)),
  );
  promises.keep(
    'what names a freeze came after the freeze was in the books of the bank',
    measures.filter(({ measure }) => needsFreeze.has(measure)).length,
    measures.filter(({ measure }) => needsFreeze.has(measure)).flatMap((request) => withoutFreeze(request, theirs)),
  );
}

/** From when it was first taken in to its end; what was only turned away left no trace. */
function spans(requests) {
  return requests.flatMap(({ id, row, acts }) => {
    const taken = acts.find(({ act }) => act === 'acknowledged' || act === 'final');
    const end = acts.findLast(({ act }) => act === 'final');
    const begin = acts.find(({ act }) => act === 'received');
    return begin ? [{ id, row, begin: begin.seq, taken: taken?.seq, end: end?.seq ?? (taken ? Infinity : begin.seq) }] : [];
  });
}

function overlaps(requests) {
  const all = spans(requests).sort((one, other) => one.begin - other.begin);
  return all.flatMap((span, index) => {
    const open = all.slice(0, index).find(({ end, taken }) => taken !== undefined && end > span.begin);
    return open ? [{ request: span.id, other: open.id, measures: `${open.row.measure}, ${span.row.measure}` }] : [];
  });
}

/** An order came before another when its approval was answered before the other's was asked for: the runner's own clock, whatever theirs say. */
function overtaken(requests, moments) {
  const all = spans(requests).filter(({ end, taken }) => taken !== undefined && end < Infinity);
  const isBefore = (one, other) => moments.get(one.row.order_id)?.answered < moments.get(other.row.order_id)?.asked;
  return all.flatMap((span) => {
    const earlier = all.find((other) => isBefore(other, span) && other.end > span.end);
    return earlier
      ? [{ request: span.id, other: earlier.id, measures: `${span.row.measure} before ${earlier.row.measure}` }]
      : [];
  });
}

/** When the requests of an order were made, as the people saw it: with its approval; a release that undoes a freeze, with the withdrawal. */
function momentsOf(orders, diary) {
  const approvals = new Map(diary.filter(({ act }) => act === 'approve_order').map((entry) => [entry.orderId, entry]));
  const withdrawals = Map.groupBy(
    diary.filter(({ act }) => act === 'withdraw_order'),
    ({ orderId }) => orderId,
  );
  const undone = orders.filter(({ cause, linked_order_id: of }) => cause === 'withdrawal' && withdrawals.get(of)?.length === 1);
  return new Map([...approvals, ...undone.map(({ id, linked_order_id: of }) => [id, withdrawals.get(of)[0]])]);
}

function withoutFreeze({ id, row, received, finals, institution }, theirs) {
  if (received.length === 0) return [];
  const freeze = theirs.find((other) => other.id === row.task.freezeRequestId && other.institution === institution);
  const taken = freeze?.acts.some(({ act }) => act === 'acknowledged' || act === 'final');
  const ended = freeze?.finals[0];
  // A freeze withdrawn on its way may never have been taken in; its release is refused there and does nothing.
  const isRight = taken ? ended && ended.seq < received[0].seq : !finals.some(isDone);
  return isRight
    ? []
    : [
        {
          request: id,
          other: row.task.freezeRequestId,
          institution,
          measure: row.measure,
          freeze: ended?.outcome ?? 'not at the bank',
        },
      ];
}
