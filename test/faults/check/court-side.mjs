const acts = {
  place_order: 'place_order',
  approve_order: 'approve_order',
  withdraw_order: 'withdraw_order',
  reject_order: 'reject_order',
  place_set: 'place_order_set',
  approve_set: 'approve_order_set',
};

/** What the api accepted is there, once, with its row in the audit; and nothing is left without a way out. */
export function checkCourt({ tables, ledgers, explanations, court, rest, house }, promises) {
  checkNotices({ tables, ledgers }, promises);
  const { diary } = court;
  const orders = new Map(tables.orders.map((row) => [row.id, row]));
  const entries = Map.groupBy(tables.audit, ({ act, subject_id: subject }) => `${act} ${subject}`);
  const rows = (act, id) => entries.get(`${act} ${id}`) ?? [];

  promises.keep(
    'every order the api accepted is in the tables',
    diary.length,
    diary
      .filter(({ act, orderId }) => act === 'place_order' && !orders.has(orderId))
      .map(({ orderId, noticeNumber }) => ({ order: orderId, noticeNumber })),
  );
  const own = tables.orders.filter(({ cause }) => cause === 'judge');
  promises.keep(
    'no order was placed twice, however often its call was repeated',
    own.length,
    [
      ...Map.groupBy(
        own.filter(({ set_id: set }) => set === null),
        ({ legal_basis: basis }) => basis.noticeNumber,
      ),
    ]
      .filter(([, some]) => some.length > 1)
      .map(([noticeNumber, some]) => ({ noticeNumber, orders: some.map(({ id }) => id).join(' ') })),
  );
  promises.keep(
    'every act the api accepted has exactly one row in the audit',
    diary.length,
    [...Map.groupBy(diary, (entry) => `${acts[entry.act]} ${entry.orderId ?? entry.setId}`)].flatMap(([key, some]) => {
      const found = entries.get(key)?.length ?? 0;
      return found === some.length ? [] : [{ order: some[0].orderId, act: some[0].act, accepted: some.length, rows: found }];
    }),
  );
  promises.keep(
    'every order in the tables has its placing in the audit, every approved one its approval',
    tables.orders.length,
    tables.orders.flatMap((row) => {
      const placed = rows(row.set_id === null ? 'place_order' : 'place_order_set', row.set_id ?? row.id).length;
      const approved =
        row.approved_by === null
          ? 1
          : rows(row.set_id === null ? 'approve_order' : 'approve_order_set', row.set_id ?? row.id).length;
      return placed === 1 && approved === 1 ? [] : [{ order: row.id, placed, approved }];
    }),
  );
  promises.keep(
    'no request was made for an order nobody approved',
    tables.requests.size,
    [...tables.requests.values()]
      .filter(
        ({ order_measure: measure, approved_at: at, cause }) =>
          ['freeze', 'renew', 'release', 'deduct', 'pay', 'seal'].includes(measure) && at === null && cause !== 'withdrawal',
      )
      .map(({ id, order_id: order }) => ({ request: id, order })),
  );
  promises.keep(
    'what came to rest left nothing behind',
    Object.keys(rest).length + 1,
    Object.entries(rest).map(([what, count]) => ({ what, count, ...firstOf(what, tables) })),
  );
  promises.keep(
    'dead letters: none, for nobody sent poison',
    tables.deadLetters.length,
    tables.deadLetters
      .map(({ id, topic, reason, detail, payload }) => ({
        letter: id,
        topic,
        reason,
        detail,
        request: /"requestId":"([0-9a-f-]{36})"/.exec(payload)?.[1],
      }))
      .filter(({ request }) => !explanations.namesALie(request)),
  );
  promises.keep(
    'an operator could settle whatever needed a person',
    tables.attention.length,
    [...house.operatorTroubles]
      .filter(([id]) => tables.attention.some((row) => row.request_id === id && row.closed_at === null))
      .map(([request, trouble]) => ({ request, trouble })),
  );
  const ended = new Set(['complete', 'complete_with_silence', 'withdrawn', 'rejected', 'awaiting_approval']);
  const open = Map.groupBy(tables.requests.values(), ({ order_id: order }) => order);
  promises.keep(
    'an order has ended exactly when its requests have',
    tables.orders.length,
    tables.orders
      .filter(({ id, state }) => ended.has(state) === (open.get(id) ?? []).some(({ final_at: at }) => at === null))
      .map(({ id, state }) => ({ order: id, state })),
  );
}

function firstOf(what, tables) {
  const row = what.startsWith('requests in')
    ? tables.queue[0]
    : what.startsWith('deductions')
      ? tables.deductions.find((one) => one.received_fen < one.amount_fen)
      : undefined;
  return row ? { request: row.inquiries?.[0] ?? row.request_id } : {};
}

/** What an institution was thanked for is kept: a notice acknowledged and lost would never come again. */
function checkNotices({ tables, ledgers }, promises) {
  const stored = new Set(tables.notices.map(({ institution, notice_id: id }) => `${institution} ${id}`));
  const credits = new Set(tables.credits.map(({ institution, credit_id: id }) => `${institution} ${id}`));
  const delivered = [...ledgers].flatMap(([institution, { acts }]) => {
    const thanked = new Set(acts.filter(({ act }) => act === 'delivered').map(({ noticeId }) => noticeId));
    return acts.filter(({ act, noticeId }) => act === 'notice' && thanked.has(noticeId)).map((act) => ({ institution, ...act }));
  });
  promises.keep(
    'every notice an institution was thanked for is kept',
    delivered.length,
    delivered
      .filter(({ institution, noticeId }) => !stored.has(`${institution} ${noticeId}`))
      .map(({ institution, noticeId, kind, items }) => ({ institution, notice: noticeId, kind, request: items[0]?.requestId })),
  );
  const told = delivered
    .filter(({ kind }) => kind === 'credits')
    .flatMap(({ institution, items }) => items.map(({ creditId }) => ({ institution, credit: creditId })));
  promises.keep(
    'every credit reported by a notice is in the tables',
    told.length,
    told.filter(({ institution, credit }) => !credits.has(`${institution} ${credit}`)),
  );
}
