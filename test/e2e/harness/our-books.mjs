/** What our tables say of every request, the answers kept to it, and what waits for a person. */
export async function readOurBooks(database) {
  const requests = await database.query(`
    select r.id, r.institution, r.measure, coalesce(r.outcome, r.state) as outcome, r.final_at, o.state as order_state,
      (select count(*)::int from every_answer a where a.request_id = r.id and a.kind = 'final') as finals,
      (select max(a.attempt) from every_answer a where a.request_id = r.id) as attempt
    from request r join enforcement_order o on o.id = r.order_id`);
  const one = async (sql) => (await database.query(sql)).rows;
  return {
    requests: new Map(requests.rows.map((row) => [row.id, row])),
    queued: await one('select request_id, institution, measure, state, attempt, last_cause from queue'),
    attention: await one('select request_id, institution, reason, detail from attention where closed_at is null'),
    deadLetters: await one(`select topic, reason, detail from dead_letter where state = 'open'`),
    freezes: await one('select id, institution, account, cap_fen from account_freeze'),
    openOrders: await one(`select id, state from enforcement_order where state in ('running', 'partly_answered', 'suspended')`),
    silences: await one('select reached, cause, count(*)::int as times from delivery group by 1, 2 order by 3 desc, 1, 2'),
    journal: await one(`
      select case when kind = 'void' then 'void' when outcome is null then 'intent, no outcome known' else outcome ->> 'kind' end as line,
        count(*)::int as lines from exchange.journal group by 1 order by 1`),
  };
}
