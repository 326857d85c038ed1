import { expect, it } from '@jest/globals';
import { Clock } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { LegalClock } from '#storage/legal-clock.js';
import { newId } from '#storage/new-id.js';
import { withDatabase } from './harness/database.js';

const held = withDatabase('legal_clock');

it('moves for everybody alive, and does not fail for a process that was just killed', async () => {
  const logger = createLogger('test', 'test', 'silent');
  const clocks = [new Clock(), new Clock()];
  const [one, other] = clocks.map(
    (clock, index) => new LegalClock(held.database, clock, { app: 'test', replica: `${index}` }, logger),
  );
  await one?.start();
  await other?.start();
  // its last sign of life came a moment before it died
  await held.database.query(
    `insert into live_process (id, app, replica, clock_version, seen_at) values ($1, 'killed', '0', 0, $2)`,
    [newId(), new Date()],
  );
  const legal = new Date('2021-06-01T00:00:00Z');
  await one?.moveTo(legal, { id: 'operator', role: 'operator' }, 'five years pass');
  for (const clock of clocks) expect(Math.abs(clock.legal().getTime() - legal.getTime())).toBeLessThan(60_000);
  await Promise.all([one?.stop(), other?.stop()]);
}, 30_000);
