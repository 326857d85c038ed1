import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clocks.js';
import { Door } from './door.js';
import { HealthController, Readiness } from './health.js';
import { type Logger } from './logger.js';
import { Metrics, MetricsController } from './metrics.js';

export const LOGGER = 'logger';

/** Clock, logger, readiness and metrics, once per process. */
@Global()
@Module({})
export class PlatformModule {
  static forService(logger: Logger): DynamicModule {
    return {
      module: PlatformModule,
      controllers: [HealthController, MetricsController],
      providers: [{ provide: LOGGER, useValue: logger }, Clock, Readiness, Metrics, Door],
      exports: [LOGGER, Clock, Readiness, Metrics],
    };
  }
}
