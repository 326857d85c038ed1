const groups = (rows, key) => Map.groupBy(rows, (row) => row[key]);

/** Everything the promises are checked against, read once. */
export async function readTables(house) {
  const requests = await house.ask(`
    select r.*, coalesce(r.outcome, r.state) as ended_as, o.state as order_state, o.measure as order_measure, o.approved_at, o.placed_at, o.cause,
      q.state as queue_state
    from request r join enforcement_order o on o.id = r.order_id left join queue q on r.state = 'open' and q.request_id = any(array[r.id, r.block_id])`);
  const rows = {
    orders: await house.ask('select * from enforcement_order'),
    answers: await house.ask('select * from every_answer order by received_at'),
    deliveries: await house.ask('select * from delivery order by at'),
    journal: await house.ask(
      'select request_id, attempt, kind, institution, written_at, outcome, outcome_at, raw is not null as was_unreadable from exchange.journal order by written_at',
    ),
    attention: await house.ask('select * from attention order by opened_at'),
    audit: await house.ask('select * from audit order by id'),
    freezes: await house.ask(
      'select *, account_key::text as key, from_date::text as from_text, until_date::text as until_text from account_freeze',
    ),
    freezeEvents: await house.ask('select * from freeze_event order by id'),
    deductions: await house.ask('select * from deduction'),
    partPayments: await house.ask('select p.*, c.case_id from part_payment p join claim c on c.id = p.claim_id'),
    payments: await house.ask('select * from payment'),
    fundLines: await house.ask('select * from fund_line'),
    claims: await house.ask('select * from claim'),
    deadLetters: await house.ask(
      `select id, topic, reason, detail, state, at, convert_from(payload, 'UTF8') as payload from dead_letter`,
    ),
    events: await house.ask('select id, kind, case_id, order_id, subject_id, actor, at, data from event order by id'),
    notices: await house.ask('select institution, kind, notice_id, body from exchange.notice'),
    credits: await house.ask('select institution, credit_id from credit'),
    queue: await house.ask('select * from queue'),
  };
  return {
    ...rows,
    requests: new Map(requests.map((row) => [row.id, row])),
    answersOf: groups(rows.answers, 'request_id'),
    deliveriesOf: groups(rows.deliveries, 'request_id'),
    journalOf: groups(rows.journal, 'request_id'),
    attentionOf: groups(rows.attention, 'request_id'),
  };
}
