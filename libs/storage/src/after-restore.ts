import { z } from 'zod';
import { Clock } from '#platform/clocks.js';
import { ConfigError, fragments, readConfig } from '#platform/config.js';
import { Database } from './database.js';
import { findPerson } from './people/people.js';
import { holdAfterRestore } from './restore/hold-after-restore.js';

// The command of docs/runbook.md: between the restore and the start of the first service.
const config = readConfig({ ...fragments.database, RESTORED_TO: z.iso.datetime({ offset: true }), OPERATOR: z.string().min(1) });
const database = new Database({ url: config.DATABASE_URL, poolSize: 2, applicationName: 'chakong after-restore' });
try {
  const operator = await findPerson(database, config.OPERATOR);
  if (operator?.role !== 'operator') throw new ConfigError('OPERATOR names nobody who is an operator here.');
  const clock = new Clock();
  const at = { machine: clock.machine(), legal: clock.legal() };
  const held = await database.transaction((tx) => holdAfterRestore(tx, new Date(config.RESTORED_TO), operator, at));
  process.stdout.write(
    `${held.measures} measures are asked about before they are sent, ${held.inquiries} inquiries go out again, ` +
      `the figures of ${held.freezes} freezes are asked. Dispatch is off until an operator turns it on.\n`,
  );
} finally {
  await database.close();
}
