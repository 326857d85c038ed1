import { measured, percentile } from './measured.mjs';
import { answerTimes, exactlyOnce, placedInquiry, untilComplete } from './work.mjs';

/** Times of a run as the table has them. */
export function times(rows) {
  const values = rows.map(({ ms }) => ms);
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95), p99: percentile(values, 0.99) };
}

async function burst(house, orders, behaviour) {
  const placed = await placedInquiry(house, orders);
  await house.bank.behave(behaviour);
  const figures = await measured(house, async () => {
    await placed.approve();
    await untilComplete(house, 'set_id = $1', [placed.setId]);
    return { requests: placed.expected };
  });
  const all = await answerTimes(house, 'o.set_id = $1', [placed.setId]);
  return { placed, all, figures: { ...figures, ...times(all) } };
}

function inquiry(name, about, serviceMs) {
  return {
    name,
    about,
    async run(house, { orders }) {
      const { placed, figures } = await burst(house, orders, { serviceMs });
      const counts = await house.bank.counts();
      return { ...figures, ...(await exactlyOnce(house, 'o.set_id = $1', [placed.setId], placed.expected, counts)) };
    },
  };
}

export const fast = inquiry('fast', 'inquiries, one HTTP call each, banks answer in 1 ms', 1);
export const slow = inquiry('slow', 'the same, banks answer in 50 ms', 50);

const inBatches = inquiry('batch', 'the same, hundreds in one HTTP call, banks answer each call in 1 ms', 1);
export const batch = {
  ...inBatches,
  takesBatches: true,
  async run(house, settings) {
    const row = await inBatches.run(house, settings);
    return { ...row, note: `${Math.round(row.received / row.calls)} requests per call` };
  },
};

/** The healthy banks beside a sick one, against the same burst without it. */
export const faulty = {
  name: 'faulty',
  about: '1 of 20 banks hangs or answers 500 at first; healthy banks beside it, against the same burst all healthy',
  async run(house, settings) {
    // a bank that answers each request badly at first takes its time over the last of them
    const orders = Math.min(settings.orders, 300);
    const sick = house.banks.at(-1);
    const well = await burst(house, orders, { serviceMs: 1 });
    const ill = await burst(house, orders, { serviceMs: 1, sick: [sick] });
    const healthy = times(ill.all.filter(({ institution }) => institution !== sick));
    const counts = await house.bank.counts();
    const { placed } = ill;
    const sure = await exactlyOnce(house, 'o.set_id = $1', [placed.setId], placed.expected, counts);
    const isExact = sure.answered === placed.expected && sure.finals === placed.expected;
    // what the sick bank did not answer is asked again, and only that
    const again = counts.repeated >= orders && counts.received === placed.expected + counts.repeated;
    return {
      ...ill.figures,
      ...healthy,
      ratio: healthy.p99 / times(well.all).p99,
      ratioOf: 'healthy p99 with ÷ without the sick bank',
      exact: isExact && again,
    };
  },
};
