import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { Readiness } from '#platform/health.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from './database.js';
import { LegalClock } from './legal-clock.js';
import { monthsWithPlace } from './partitions.js';

interface StorageConfig {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL: number;
  readonly REPLICA: string;
}

/** The database of a service, its readiness check and its legal clock; closed last. */
@Global()
@Module({})
export class StorageModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly legalClock: LegalClock,
    private readonly clock: Clock,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  static forService(app: string, config: StorageConfig): DynamicModule {
    return {
      module: StorageModule,
      providers: [
        {
          provide: Database,
          useFactory: () =>
            new Database({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL, applicationName: `chakong ${app}` }),
        },
        {
          provide: LegalClock,
          useFactory: (database: Database, clock: Clock, logger: Logger) =>
            new LegalClock(database, clock, { app, replica: config.REPLICA }, logger),
          inject: [Database, Clock, LOGGER],
        },
      ],
      exports: [Database, LegalClock],
    };
  }

  async onModuleInit(): Promise<void> {
    this.readiness.register('database', async () => {
      await this.database.query('select 1');
      return undefined;
    });
    this.readiness.register('partitions', async () =>
      (await monthsWithPlace(this.database, this.clock.machine())) > 0
        ? undefined
        : 'This month has no partition, so no request can be kept: run npm run migrate.',
    );
    await this.legalClock.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.legalClock.stop();
    await this.database.close();
  }
}
