import { type NestExpressApplication } from '@nestjs/platform-express';
import { requestsTopic } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { storeDeadLetter } from '#storage/dead-letters/store-dead-letter.js';
import { connectWire } from '#wire/wire.module.js';
import { type AdaptersConfig } from './adapters-config.js';

/** Joins the adapters to their groups' topics, and lets notices of 500 answers in. */
export function connectAdapters(app: NestExpressApplication, config: Pick<AdaptersConfig, 'groups'>): void {
  app.useBodyParser('json', { limit: '16mb' });
  const database = app.get(Database, { strict: false });
  const clock = app.get(Clock, { strict: false });
  connectWire(app, {
    topics: config.groups.map(requestsTopic),
    deadLetters: (letter) => storeDeadLetter(database, letter, clock.machine()),
  });
}
