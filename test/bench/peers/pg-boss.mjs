import { PgBoss } from 'pg-boss';

/** pg-boss with batches, wake-up by notification and jobs inserted in the order's own transaction: its best settings found. */
export async function start(work, { pgUrl, batch = 200, concurrency = 400 }) {
  const boss = new PgBoss({ connectionString: pgUrl, max: 20, useListenNotify: true });
  boss.on('error', (error) => console.error('pg-boss', error.message));
  await boss.start();
  await boss.createQueue('bank', { retryLimit: 5, retryDelay: 1, notify: true, expireInSeconds: 60 });
  const options = {
    batchSize: batch,
    localConcurrency: Math.max(1, Math.round(concurrency / batch)),
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  };
  await boss.work('bank', options, async (jobs) => {
    const results = await Promise.all(
      jobs.map(async ({ id, data }) => {
        try {
          return { id, order: data.order, bank: data.bank, answer: await work.ask(data.bank, data.order, data.body) };
        } catch (error) {
          return { id, problem: error.message };
        }
      }),
    );
    const answered = results.filter(({ answer }) => answer !== undefined);
    if (answered.length > 0) await work.store(answered);
    return results.map(({ id, answer, problem }) =>
      answer === undefined ? { id, status: 'failed', output: { problem } } : { id, status: 'completed' },
    );
  });
  return {
    accept: (order) =>
      work.accept(order, (client, bodies) =>
        boss.insert(
          'bank',
          bodies.map((body, bank) => ({ data: { order, bank, body } })),
          { db: { executeSql: (text, values) => client.query(text, values) } },
        ),
      ),
    stop: () => boss.stop({ graceful: false }),
  };
}
