import { type INestApplication } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { fragments, readConfig } from '#platform/config.js';
import { type Logger } from '#platform/logger.js';
import { Database } from '#storage/database.js';
import { storeDeadLetter } from '#storage/dead-letters/store-dead-letter.js';
import { connectWire } from '#wire/wire.module.js';
import { type ControlConfig, ControlModule } from './control.module.js';

/** The service control: what `main.ts` runs alone and solo runs beside the others. */
export const controlService = {
  name: 'control',
  config: () =>
    readConfig({ ...fragments.service, ...fragments.database, ...fragments.wire, ...fragments.institutions, ...fragments.law }),
  module: (config: ControlConfig, logger: Logger) => ControlModule.forService(config, logger),
  /** What nobody can handle becomes a row an operator sees. */
  prepare: (app: INestApplication) => {
    const database = app.get(Database, { strict: false });
    const clock = app.get(Clock, { strict: false });
    connectWire(app, { deadLetters: (letter) => storeDeadLetter(database, letter, clock.machine()) });
  },
};
