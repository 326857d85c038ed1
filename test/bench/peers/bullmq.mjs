import { Queue, Worker } from 'bullmq';

/** BullMQ on Redis (append-only, fsync every second): its queue and the order's rows are two systems, so acceptance is not atomic. */
export async function start(work, { redisPort, concurrency = 400 }) {
  const connection = () => ({ host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null });
  const queue = new Queue('bank', { connection: connection() });
  const worker = new Worker(
    'bank',
    async ({ data: { order, bank, body } }) => {
      await work.store([{ order, bank, answer: await work.ask(bank, order, body) }]);
    },
    { connection: connection(), concurrency },
  );
  worker.on('error', (error) => console.error('bullmq', error.message));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const opts = { attempts: 6, backoff: { type: 'fixed', delay: 1000 }, removeOnComplete: true };
  return {
    accept: async (order) => {
      const bodies = await work.accept(order);
      await queue.addBulk(bodies.map((body, bank) => ({ name: 'bank', data: { order, bank, body }, opts })));
    },
    stop: async () => {
      await worker.close(true);
      await queue.close();
    },
  };
}
