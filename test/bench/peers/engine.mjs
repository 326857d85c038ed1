// One engine in a process of its own: accepts so many orders as fast as it can, works them off, and tells what came of it.
//   node engine.mjs '{ engine, pgUrl, bankUrl, redisPort, warmUp, orders }'
import { setTimeout as sleep } from 'node:timers/promises';
import { Work } from './work.mjs';

const settings = JSON.parse(process.argv[2]);
const work = new Work(settings.pgUrl, settings.bankUrl);
await work.prepare();
const { start } = await import(`./${settings.engine}.mjs`);
const engine = await start(work, settings);

async function run(from, count) {
  let next = from;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < from + count) await engine.accept(next++);
    }),
  );
  const deadline = performance.now() + 600_000;
  while (!(await work.allClosed())) {
    if (performance.now() > deadline) throw new Error('not closed after ten minutes');
    await sleep(100);
  }
}

const told = (message) => new Promise((resolve) => process.send(message, resolve));
const heard = () => new Promise((resolve) => process.once('message', resolve));
await run(-settings.warmUp, settings.warmUp);
await told({ ready: true });
await heard();
await run(1, settings.orders);
await told({ done: true });
await heard();
const rows = await work.outcome();
await told({
  times: rows.map(({ ms }) => ms),
  exact: rows.length === settings.orders * 20 && rows.every(({ writes }) => writes === 1),
});
await Promise.race([engine.stop(), sleep(3_000)]);
process.exit(0);
