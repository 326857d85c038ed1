import { existsSync } from 'node:fs';
import { type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Logger } from '#platform/logger.js';
import { type ApiConfig, readApiConfig } from './api-config.js';
import { ApiModule } from './api.module.js';

const DOCUMENTS = /^\/cases\/[^/]+\/documents$/;

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

function isDocument(request: IncomingMessage): boolean {
  return DOCUMENTS.test(new URL(request.url ?? '/', 'http://api').pathname);
}

/** The console's page. JSON bodies up to 1 MB, documents up to 10 MB (more in base64); what is streamed is not parsed here. */
export function prepareApi(app: NestExpressApplication, config: ApiConfig): void {
  app.disable('x-powered-by');
  const page = resolve(config.CONSOLE_DIR);
  if (existsSync(join(page, 'index.html'))) app.useStaticAssets(page);
  app.useBodyParser('json', { limit: '14mb', type: (request) => isJson(request) && isDocument(request) });
  app.useBodyParser('json', { limit: '1mb', type: (request) => isJson(request) && !isDocument(request) });
}

export const apiService = {
  name: 'api',
  config: () => readApiConfig(),
  module: (config: ApiConfig, logger: Logger) => ApiModule.forService(config, logger),
  prepare: prepareApi,
};
