import { openService } from './wire-service.js';

/**
 * A consumer in a process of its own, for tests that kill it or set its clock back (SIGUSR2): says what it handled on stdout. A message is
 * done only when the pipe has its number: what waits in this process for a busy reader dies with it, and its offset would be committed.
 */
const [brokers = '', topic = '', groupId = ''] = process.argv.slice(2);

process.on('SIGUSR2', () => {
  const { now } = Date;
  Date.now = () => now() - 90_000;
});

await openService({
  settings: { wire: 'kafka', brokers: [brokers], groupId },
  topic,
  mode: { mode: 'each' },
  handle: async ({ value }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => process.stdout.write(`${value.n}\n`, resolve));
    return 'done' as const;
  },
});
