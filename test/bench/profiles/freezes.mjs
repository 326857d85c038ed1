import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { elevenMonths, placeFreezeOrder } from '../../e2e/harness/freeze-orders.mjs';
import { sampleCase } from '../../e2e/harness/sample-cases.mjs';
import { times } from './bursts.mjs';
import { measured } from './measured.mjs';
import { answerTimes, exactlyOnce, placedInquiry, untilBudgetsKept, untilComplete } from './work.mjs';

let lastFreeze = 5_000_000;

/** A freeze order over one account at each of `banks`, waiting for its approver. */
async function placedFreeze(house, banks, term) {
  lastFreeze += 1;
  const accounts = banks.map((institution, index) => ({
    institution,
    account: `62${String(lastFreeze).padStart(10, '0')}${String(index).padStart(4, '0')}`,
    amount: '100.00',
  }));
  return placeFreezeOrder(house.api, sampleCase(lastFreeze), accounts, term);
}

/** `work` over every item, so many at a time. */
async function several(items, width, work) {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    }),
  );
}

const approve = (house, id) => house.api.post('approver-lu', `/orders/${id}/approval`, {});
const dispatch = (house, on) =>
  house.api.put('operator-meng', '/switches/dispatch', { on, reason: 'a burst begins at one instant' });

export const freeze = {
  name: 'freeze',
  about: 'freezes of one account at each bank, journal included, banks answer in 1 ms',
  async run(house, { orders }) {
    // what a freeze goes through on its way has been gone through before, as with the inquiries
    await this.burst(house, Math.ceil(orders / 8));
    return this.burst(house, orders);
  },
  async burst(house, orders) {
    const term = await elevenMonths(house.api);
    const ids = [];
    await several(
      Array.from({ length: orders }, (_, index) => index),
      8,
      async () => {
        ids.push(await placedFreeze(house, house.banks, term));
      },
    );
    await house.bank.behave({ serviceMs: 1 });
    const expected = orders * house.banks.length;
    await dispatch(house, false);
    // each looked at by a person and checked once more against the debt: work of the api, counted apart
    const approvals = await measured(house, async () => {
      await several(ids, 16, (id) => approve(house, id));
      return { requests: orders };
    });
    const figures = await measured(house, async () => {
      await dispatch(house, true);
      await untilComplete(house, 'id = any($1::uuid[])', [ids]);
      return { requests: expected };
    });
    const counts = await house.bank.counts();
    const rows = await answerTimes(house, 'o.id = any($1::uuid[])', [ids]);
    await untilBudgetsKept(house);
    return {
      ...figures,
      ...times(rows),
      note: `approved before, one by one: ${Math.round(approvals.perSecond)} orders/s, ${approvals.cpuPerThousand.toFixed(1)} CPU s/1,000 orders`,
      ...(await exactlyOnce(house, 'o.id = any($1::uuid[])', [ids], expected, counts)),
    };
  },
};

export const urgent = {
  name: 'urgent',
  about: 'freezes, one bank each, while a bulk inquiry waits in the queue: accepted → at the bank’s door',
  async run(house, { orders, waiting = 100_000 }) {
    const term = await elevenMonths(house.api);
    const ids = [];
    for (let index = 0; index < Math.min(200, orders); index += 1) {
      ids.push(await placedFreeze(house, [house.banks[index % house.banks.length]], term));
    }
    const bulk = await placedInquiry(house, Math.ceil(waiting / house.banks.length));
    await house.bank.behave({ serviceMs: 1 });
    await bulk.approve();
    const accepted = new Map();
    const figures = await measured(house, async () => {
      for (const id of ids) {
        await approve(house, id);
        accepted.set(id, Date.now());
        await sleep(50);
      }
      await untilComplete(house, 'id = any($1::uuid[])', [ids]);
      return { requests: ids.length };
    });
    const { rows: left } = await house.database.query(
      `select coalesce(sum(open), 0)::int as count from queue where measure = 'inquire'`,
    );
    const { rows } = await house.database.query('select id, order_id from request where order_id = any($1::uuid[])', [ids]);
    const orderOf = new Map(rows.map((row) => [row.id, row.order_id]));
    const arrived = (await house.bank.arrivals()).filter(([id]) => orderOf.has(id));
    const waited = arrived.map(([id, at]) => ({ ms: at - accepted.get(orderOf.get(id)) }));
    const exact = arrived.length === ids.length;
    await untilComplete(house, 'set_id = $1', [bulk.setId]);
    return {
      requests: ids.length,
      seconds: figures.seconds,
      ...times(waited),
      note: `${left[0].count} inquiries still waited at the end`,
      exact,
    };
  },
};

export const rate = {
  name: 'rate',
  about: 'ten inquiry orders a second, 20 banks each: accepted → all answered',
  async run(house, { seconds = 20 }) {
    await house.bank.behave({ serviceMs: 1 });
    const notice = { noticeNumber: '（2021）桂1381执查1号', documentIds: [], officers: [] };
    const cases = [];
    for (let index = 0; index < 20; index += 1) {
      lastFreeze += 1;
      cases.push(await house.api.post('clerk-qin', '/cases', sampleCase(lastFreeze)));
    }
    const ids = [];
    const figures = await measured(house, async () => {
      const placing = [];
      const began = performance.now();
      for (let turn = 0; turn < seconds * 10; turn += 1) {
        await sleep(Math.max(0, began + turn * 100 - performance.now()));
        const body = {
          caseId: cases[turn % cases.length].id,
          measure: 'inquire',
          legalBasis: { ...notice, noticeNumber: `${notice.noticeNumber}${randomUUID()}` },
          targets: { institutions: house.banks },
        };
        placing.push(house.api.post('judge-wei', '/orders', body).then(({ id }) => ids.push(id)));
      }
      await Promise.all(placing);
      await untilComplete(house, 'id = any($1::uuid[])', [ids]);
      return { requests: ids.length * house.banks.length };
    });
    const { rows } = await house.database.query(
      'select extract(epoch from closed_at - placed_at)::float8 * 1000 as ms from enforcement_order where id = any($1::uuid[])',
      [ids],
    );
    const counts = await house.bank.counts();
    return {
      ...figures,
      ...times(rows),
      ...(await exactlyOnce(house, 'o.id = any($1::uuid[])', [ids], figures.requests, counts)),
    };
  },
};
