import { setTimeout as sleep } from 'node:timers/promises';
import { patiently } from '../work/patiently.mjs';

/** What still moves when everything is healed; nothing of it may be left for ever. */
const unrest = {
  'requests in the queue': 'select count(*)::int as n from queue',
  'requests that wait for a person': 'select count(*)::int as n from attention where closed_at is null',
  'orders running': `select count(*)::int as n from enforcement_order where state in ('running', 'partly_answered', 'suspended')`,
  'orders waiting for approval that were approved': `select count(*)::int as n from enforcement_order o where state = 'awaiting_approval' and exists (select from request where order_id = o.id)`,
  'deductions not received': 'select count(*)::int as n from deduction where received_fen < amount_fen',
  'payments without an end': `select count(*)::int as n from payment where state = 'ordered'`,
  'notices stored and not passed on': 'select count(*)::int as n from exchange.notice where produced_at is null',
  'positions wanted': 'select count(*)::int as n from account_freeze where position_wanted_at is not null',
};

/**
 * Waits until nothing moves any more; reviewers sign what lies with them and an operator works the list of what needs a person, as in
 * life. Returns what was left when the patience was over, empty when all came to rest.
 */
export async function comeToRest(house, patienceMs) {
  let left = {};
  let calm = 0;
  let told = performance.now();
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(1000)) {
    await keepReviewing(house);
    await workTheList(house);
    left = await whatMoves(house);
    calm = Object.keys(left).length === 0 ? calm + 1 : 0;
    if (calm === 3) return {};
    if (performance.now() - told > 15_000) {
      told = performance.now();
      console.log(
        `  still moving: ${Object.entries(left)
          .map(([what, n]) => `${n} ${what}`)
          .join(', ')}`,
      );
    }
  }
  return left;
}

async function whatMoves(house) {
  const left = {};
  for (const [what, sql] of Object.entries(unrest)) {
    const [{ n }] = await house.ask(sql);
    if (n > 0) left[what] = n;
  }
  const undelivered = (await patiently(() => house.institutionsOutside())).reduce((sum, one) => sum + one.undelivered, 0);
  if (undelivered > 0) left['notices the institutions could not deliver'] = undelivered;
  return left;
}

function keepReviewing(house) {
  return patiently(() => house.simulator.review('gxrcu'), { tries: 5 }).catch(() => {});
}

const reason = '与协助单位电话核实';

/** What is live is asked again; what has its first answer in the books is confirmed as it stands. */
async function workTheList(house) {
  const rows = await house.ask(
    `
    select a.request_id, r.state, r.measure, q.request_id is not null as live, (select min(d.id::text) from document d where d.case_id = r.case_id) as document
    from attention a join request r on r.id = a.request_id left join queue q on q.request_id = a.request_id
    where a.closed_at is null and a.opened_at < $1`,
    [new Date(Date.now() - 1000)],
  );
  for (const { request_id: id, state, live, document } of rows) {
    const act = live ? 'ascertain' : 'confirmation';
    const body = live ? { reason } : { reason, state, documentId: document };
    await house.api
      .post('operator-meng', `/attention/${id}/${act}`, body)
      .catch((error) => house.operatorTroubles.set(id, error.message));
  }
}
