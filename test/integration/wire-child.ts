import { openService } from './wire-service.js';

/** A consumer in a process of its own, for tests that kill it: says what it handled on stdout. */
const [brokers = '', topic = '', groupId = ''] = process.argv.slice(2);

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
