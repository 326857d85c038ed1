import { type DynamicModule, Module } from '@nestjs/common';
import { readSecrets } from '#platform/config.js';
import { type Logger } from '#platform/logger.js';
import { PlatformModule } from '#platform/platform.module.js';
import { StorageModule } from '#storage/storage.module.js';
import { WireModule } from '#wire/wire.module.js';
import { CreditsConsumer } from './credits.consumer.js';
import { InquiryOrders } from './inquiry-orders.js';
import { StatutoryClock } from './statutory-clock.js';
import { readWatchFile, WATCH_SETTINGS, type WatcherConfig } from './watch-config.js';

/** Statutory clock, credit matching, findings. */
@Module({})
export class WatcherModule {
  static forService(config: WatcherConfig, logger: Logger): DynamicModule {
    return {
      module: WatcherModule,
      imports: [
        PlatformModule.forService(logger),
        StorageModule.forService('watcher', config),
        WireModule.forService({
          wire: config.WIRE,
          brokers: config.KAFKA_BROKERS,
          clientId: `watcher-${config.REPLICA}`,
          groupId: 'watcher',
        }),
      ],
      controllers: [CreditsConsumer],
      providers: [
        { provide: WATCH_SETTINGS, useFactory: () => readWatchFile(config.WATCH_FILE) },
        {
          provide: InquiryOrders,
          useFactory: () => new InquiryOrders(config.API_URL, readSecrets(config.SECRETS_FILE).tokenSigningKey),
        },
        StatutoryClock,
      ],
    };
  }
}
