import { type DynamicModule, Module } from '@nestjs/common';
import { InstitutionDirectory } from '#institutions/directory.js';
import { Clock } from '#platform/clocks.js';
import { readSecrets } from '#platform/config.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { PlatformModule } from '#platform/platform.module.js';
import { StorageModule } from '#storage/storage.module.js';
import { WireModule } from '#wire/wire.module.js';
import { type AdaptersConfig } from './adapters-config.js';
import { AnswerOutlet } from './answer-outlet.js';
import { Ascertaining } from './ascertaining.js';
import { BrokerWatch } from './broker-watch.js';
import { Counterparties } from './counterparties.js';
import { ExchangeRecord } from './exchange-record.js';
import { FlowReporter } from './flow-reporter.js';
import { NOTICE_ADDRESS, type NoticeAddress, NoticeListener } from './notice-listener.js';
import { NoticeOutbox } from './notice-outbox.js';
import { NOTICE_TOKEN, NoticesController } from './notices.controller.js';
import { RequestsConsumer } from './requests.consumer.js';
import { Sending } from './sending.js';
import { StatementPoller } from './statement-poller.js';

/** Every institution driver of the groups it is given: one image, a deployment per group. */
@Module({})
export class AdaptersModule {
  static forService(config: AdaptersConfig, logger: Logger): DynamicModule {
    const { institutionToken } = readSecrets(config.SECRETS_FILE);
    const group = config.groups.join('-');
    const address: NoticeAddress = { host: config.HTTP_HOST, port: config.NOTICE_PORT };
    return {
      module: AdaptersModule,
      imports: [
        PlatformModule.forService(logger),
        StorageModule.forService('adapters', config),
        WireModule.forService({
          wire: config.WIRE,
          brokers: config.KAFKA_BROKERS,
          clientId: `adapters-${group}-${config.REPLICA}`,
          groupId: `adapters-${group}`,
        }),
      ],
      controllers: [RequestsConsumer, NoticesController],
      providers: [
        {
          provide: InstitutionDirectory,
          useFactory: () => InstitutionDirectory.load(config.INSTITUTIONS_DIR, { SIMULATOR_URL: config.SIMULATOR_URL }),
        },
        {
          provide: Counterparties,
          useFactory: (directory: InstitutionDirectory, clock: Clock, metrics: Metrics) =>
            new Counterparties(directory, config.groups, institutionToken, clock, metrics),
          inject: [InstitutionDirectory, Clock, Metrics],
        },
        { provide: NOTICE_TOKEN, useValue: institutionToken },
        { provide: NOTICE_ADDRESS, useValue: address },
        AnswerOutlet,
        ExchangeRecord,
        Sending,
        Ascertaining,
        FlowReporter,
        NoticeOutbox,
        NoticeListener,
        StatementPoller,
        BrokerWatch,
      ],
    };
  }
}
