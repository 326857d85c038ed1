import { type IncomingMessage } from 'node:http';
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

/** JSON bodies up to 1 MB, documents up to 10 MB (more in base64); what is streamed is not parsed here. */
export function prepareApi(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  app.useBodyParser('json', { limit: '14mb', type: (request) => isJson(request) && isDocument(request) });
  app.useBodyParser('json', { limit: '1mb', type: (request) => isJson(request) && !isDocument(request) });
}

export const apiService = {
  name: 'api',
  config: () => readApiConfig(),
  module: (config: ApiConfig, logger: Logger) => ApiModule.forService(config, logger),
  prepare: prepareApi,
};
