// What the profiles do to a house: cases, orders and waiting for their end.
import { setTimeout as sleep } from 'node:timers/promises';
import { approveSet, importCases, placeBulkInquiry } from '../../e2e/harness/bulk-inquiry.mjs';
import { sampleCase } from '../../e2e/harness/sample-cases.mjs';

const patienceMs = 900_000;
let lastCase = 0;

/** Imports so many cases nobody had before. */
export async function newCases(house, count) {
  const first = lastCase + 1;
  lastCase += count;
  const cases = Array.from({ length: count }, (_, index) => sampleCase(first + index));
  for (let start = 0; start < count; start += 2_000) await importCases(house.api, cases.slice(start, start + 2_000));
  return cases;
}

/** A bulk inquiry over new cases that waits for its approver, so that a whole burst begins at one instant. */
export async function placedInquiry(house, orders, banks = house.banks) {
  const { setId } = await placeBulkInquiry(house.api, await newCases(house, orders), banks);
  return { setId, expected: orders * banks.length, approve: () => approveSet(house.api, setId) };
}

const open = `state in ('awaiting_approval', 'running', 'partly_answered', 'suspended')`;

/** By one order at a time, the last that is open: to look through all of them ten times a second would be part of what is measured. */
export async function untilComplete(house, where, values) {
  const deadline = performance.now() + patienceMs;
  const lastOpen = async (which, of) => {
    const { rows } = await house.database.query(
      `select id from enforcement_order where ${open} and ${which} order by id desc limit 1`,
      of,
    );
    return rows[0]?.id;
  };
  for (let id = await lastOpen(where, values); id !== undefined; id = await lastOpen(where, values)) {
    while ((await lastOpen('id = $1', [id])) !== undefined) {
      if (performance.now() > deadline) throw new Error(`Orders are still open after ${patienceMs / 60_000} minutes.`);
      await sleep(100);
    }
  }
}

/** What freezes leave to be looked at afterwards is done: the next profile does not pay for it. */
export async function untilBudgetsKept(house) {
  for (;;) {
    const { rows } = await house.database.query('select count(*)::int as due from budget_due');
    if (rows[0].due === 0) return;
    await sleep(200);
  }
}

/** Every request answered exactly once, and sent once: from our tables and from what the banks counted. */
export async function exactlyOnce(house, where, values, expected, counted) {
  const { rows } = await house.database.query(
    `with asked as (select r.id, r.state, r.outcome from request r join enforcement_order o on o.id = r.order_id where ${where})
     select count(*)::int as requests, count(*) filter (where state = 'executed')::int as answered,
       (select count(*)::int from every_answer a join asked on asked.id = a.request_id where a.kind = 'final') as finals
     from asked`,
    values,
  );
  const [{ requests, answered, finals }] = rows;
  const isExact = requests === expected && answered === expected && finals === expected;
  return { exact: isExact && counted.received === expected && counted.repeated === 0, ...counted, answered, finals };
}

/** Milliseconds from approval to the final answer, one figure per request. */
export async function answerTimes(house, where, values) {
  const { rows } = await house.database.query(
    `select r.institution, extract(epoch from r.final_at - o.approved_at)::float8 * 1000 as ms
     from request r join enforcement_order o on o.id = r.order_id where r.final_at is not null and ${where}`,
    values,
  );
  return rows;
}
