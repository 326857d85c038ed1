import { setTimeout as sleep } from 'node:timers/promises';
import { fast } from './bursts.mjs';
import { exactlyOnce, placedInquiry, untilComplete } from './work.mjs';

const second = 2;

/** The burst *fast* with one control and one adapters process, with two of each, and once more while the second ones leave and come back. */
export const replicas = {
  name: 'replicas',
  about: 'the burst fast with two of control and adapters against one of each; and while the second ones leave and come back',
  alone: true,
  async run(house, options) {
    const one = await fast.run(house, options);
    await house.addReplica(second);
    // what they share is settled before it is measured
    await fast.run(house, { ...options, orders: Math.ceil(options.orders / 4) });
    const two = await fast.run(house, options);
    const moving = await whileTheyMove(house, options);
    return {
      ...two,
      ratio: two.perSecond / one.perSecond,
      ratioOf: 'requests/s of two ÷ one',
      note: `CPU per request × ${(two.cpuPerThousand / one.cpuPerThousand).toFixed(2)}; leaving and coming back during a burst: ${moving.answered} of ${moving.expected} answered, ${moving.repeated} inquiries asked twice`,
      exact: one.exact && two.exact && moving.exact,
    };
  },
};

/** An inquiry may be asked again by who takes over, and what is said to it then is kept too; it is settled once. */
async function whileTheyMove(house, { orders }) {
  const placed = await placedInquiry(house, orders);
  await house.bank.behave({ serviceMs: 1 });
  await placed.approve();
  await sleep(1_000);
  await house.removeReplica(second);
  await sleep(1_000);
  await house.addReplica(second);
  await untilComplete(house, 'set_id = $1', [placed.setId]);
  const counts = await house.bank.counts();
  const { expected } = placed;
  const { answered, finals, repeated } = await exactlyOnce(house, 'o.set_id = $1', [placed.setId], expected, counts);
  return { answered, expected, repeated, exact: answered === expected && finals >= expected && finals <= expected + repeated };
}
