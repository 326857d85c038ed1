import { type INestApplication } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { storeDeadLetter } from '#storage/dead-letters/store-dead-letter.js';
import { connectWire } from '#wire/wire.module.js';

/** Joins the watcher to the wire; what nobody can handle becomes a row an operator sees. */
export function connectWatcher(app: INestApplication): void {
  const database = app.get(Database, { strict: false });
  const clock = app.get(Clock, { strict: false });
  connectWire(app, { deadLetters: (letter) => storeDeadLetter(database, letter, clock.machine()) });
}
