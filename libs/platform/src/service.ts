import 'reflect-metadata';
import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response } from 'express';
import { ConfigError } from './config.js';
import { CORRELATION_HEADER, correlationId, withCorrelation } from './correlation.js';
import { Door } from './door.js';
import { createLogger, type Logger, NestLog } from './logger.js';
import { ProblemFilter } from './problem-filter.js';
import { answerUnreadable } from './unreadable-requests.js';

interface ServiceConfig {
  readonly REPLICA: string;
  readonly LOG_LEVEL: string;
  readonly HTTP_PORT: number;
  readonly HTTP_HOST: string;
  readonly HTTP_SHARED: boolean;
}

interface Service<C extends ServiceConfig> {
  readonly name: string;
  readonly config: () => C;
  readonly module: (config: C, logger: Logger) => Type | DynamicModule;
  /** Before the app listens: body parsers, static files, microservices. */
  readonly prepare?: (app: NestExpressApplication, config: C) => Promise<void> | void;
}

/** Starts a service: config whole or not at all, one logger, problem filter, correlation, graceful shutdown. */
export async function runService<C extends ServiceConfig>(service: Service<C>): Promise<void> {
  try {
    const config = service.config();
    const logger = createLogger(service.name, config.REPLICA, config.LOG_LEVEL);
    const app = await openService(service, config, logger);
    await app.init();
    const { HTTP_PORT: port, HTTP_HOST: host, HTTP_SHARED: isShared } = config;
    await app.get(Door, { strict: false }).open({ port, host, isShared });
    logger.info({ host, port, pid: process.pid }, 'up');
  } catch (error) {
    process.stderr.write(
      error instanceof ConfigError
        ? `${service.name}: ${error.message}\n`
        : `${service.name}: ${String((error as Error).stack)}\n`,
    );
    process.exit(1);
  }
}

/** The same without listening or exiting: what tests and the solo composition use. */
export async function openService<C extends ServiceConfig>(
  service: Service<C>,
  config: C,
  logger: Logger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(service.module(config, logger), {
    logger: new NestLog(logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    withCorrelation(request.header(CORRELATION_HEADER), () => {
      response.setHeader(CORRELATION_HEADER, correlationId() ?? '');
      next();
    });
  });
  app.useGlobalFilters(new ProblemFilter(logger));
  answerUnreadable(app.getHttpServer());
  app.enableShutdownHooks();
  await service.prepare?.(app, config);
  return app;
}
