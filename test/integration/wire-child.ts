import { openService } from './wire-service.js';

/** A consumer in a process of its own, for tests that kill it or set its clock back (SIGUSR2): says what it handled on stdout. */
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
    process.stdout.write(`${value.n}\n`);
    return 'done' as const;
  },
});
