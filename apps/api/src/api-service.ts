import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Logger } from '#platform/logger.js';
import { type ApiConfig, readApiConfig } from './api-config.js';
import { ApiModule } from './api.module.js';
import { Intake } from './intake/intake.js';
import { readJsonBodies } from './json-bodies.js';

/** The console's page, how many calls are taken, and how bodies are read. */
export function prepareApi(app: NestExpressApplication, config: ApiConfig): void {
  app.disable('x-powered-by');
  const page = resolve(config.CONSOLE_DIR);
  if (existsSync(join(page, 'index.html'))) app.useStaticAssets(page);
  const intake = app.get(Intake, { strict: false });
  app.use(intake.atTheDoor);
  readJsonBodies(app);
  app.use(intake.withItsBody);
}

export const apiService = {
  name: 'api',
  config: () => readApiConfig(),
  module: (config: ApiConfig, logger: Logger) => ApiModule.forService(config, logger),
  prepare: prepareApi,
};
