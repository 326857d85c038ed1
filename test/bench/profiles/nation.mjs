import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleCase } from '../../e2e/harness/sample-cases.mjs';
import { measured, percentile } from './measured.mjs';

const every = (list, step, from) => list.filter((_, index) => index % step === from);

/** Ten cases at once to every institution of the nation: 5 of 100 slow, 1 of 100 dead. */
export const nation = {
  name: 'nation',
  about: 'ten cases at once to 4,000 institutions each, 5 % slow, 1 % dead: time until healthy ones are dispatched and answered',
  banks: 4_000,
  async run(house) {
    const dead = every(house.banks, 100, 0);
    const slow = every(house.banks, 20, 1);
    await house.bank.behave({ serviceMs: 20, slow, dead });
    const ids = [];
    for (let index = 1; index <= 10; index += 1) {
      const { id } = await house.api.post('clerk-qin', '/cases', sampleCase(9_000_000 + index));
      ids.push(id);
    }
    const orders = [];
    const expected = ids.length * (house.banks.length - dead.length);
    const figures = await measured(house, async () => {
      await Promise.all(
        ids.map(async (caseId) => {
          const legalBasis = { noticeNumber: `（2021）桂1381执查${randomUUID()}`, documentIds: [], officers: [] };
          const order = await house.api.post('judge-wei', '/orders', {
            caseId,
            measure: 'inquire',
            legalBasis,
            targets: { institutions: 'all' },
          });
          orders.push(order.id);
        }),
      );
      // seldom, and in the queue, which grows shorter: to count what was answered took a quarter of PostgreSQL's share
      for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(1_000)) {
        const { rows } = await house.database.query('select count(*)::int as open from queue');
        if (rows[0].open <= ids.length * dead.length) break;
      }
      return { requests: ids.length * house.banks.length };
    });
    const { rows } = await house.database.query(
      `select r.institution, extract(epoch from r.final_at - o.placed_at)::float8 as seconds
       from request r join enforcement_order o on o.id = r.order_id where o.id = any($1::uuid[]) and r.final_at is not null`,
      [orders],
    );
    const ill = new Set([...dead, ...slow]);
    const healthy = rows.filter(({ institution }) => !ill.has(institution)).map(({ seconds }) => seconds);
    const counts = await house.bank.counts();
    const held = Math.max(0, ...dead.map((code) => counts.mostOpenAt[code] ?? 0));
    return {
      ...figures,
      p50: percentile(healthy, 0.5) * 1000,
      p95: percentile(healthy, 0.95) * 1000,
      p99: percentile(healthy, 0.99) * 1000,
      note: `${rows.length} of ${expected} answered, 95 % of healthy within ${percentile(healthy, 0.95).toFixed(1)} s, a dead one held ${held} connections at most`,
      exact: rows.length === expected,
    };
  },
};
