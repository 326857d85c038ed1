import { type DynamicModule, Module } from '@nestjs/common';
import { InstitutionDirectory } from '#institutions/directory.js';
import { type Logger } from '#platform/logger.js';
import { PlatformModule } from '#platform/platform.module.js';
import { StorageModule } from '#storage/storage.module.js';
import { WireModule } from '#wire/wire.module.js';
import { readArticles } from '#storage/law/articles-file.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { readTerms } from '#storage/law/term-file.js';
import { readTimeLimits } from '#storage/law/time-limit-file.js';
import { AnswersConsumer } from './answers.consumer.js';
import { ARTICLES, Budgets, DEBT_LAW, FREEZE_BUDGET_RULES } from './budgets.js';
import { Conversions } from './conversions.js';
import { CreditsConsumer } from './credits.consumer.js';
import { Deadlines } from './deadlines.js';
import { Dispatcher } from './dispatcher.js';
import { ExpiryLadder, TERMS } from './expiry-ladder.js';
import { Patiences } from './patience.js';
import { QueueMetrics } from './queue-metrics.js';
import { Relay } from './relay.js';
import { Stages } from './stages.js';
import { StatementsConsumer } from './statements.consumer.js';
import { TIME_LIMIT_RULES, TimeLimits } from './time-limits.js';

export interface ControlConfig {
  readonly REPLICA: string;
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL: number;
  readonly WIRE: 'kafka' | 'local';
  readonly KAFKA_BROKERS: readonly string[];
  readonly INSTITUTIONS_DIR: string;
  readonly SIMULATOR_URL?: string | undefined;
  readonly LAW_DIR: string;
}

/** Dispatcher, answers, deadlines, freeze book, deductions, funds, relay. */
@Module({})
export class ControlModule {
  static forService(config: ControlConfig, logger: Logger): DynamicModule {
    return {
      module: ControlModule,
      imports: [
        PlatformModule.forService(logger),
        StorageModule.forService('control', config),
        WireModule.forService({
          wire: config.WIRE,
          brokers: config.KAFKA_BROKERS,
          clientId: `control-${config.REPLICA}`,
          groupId: 'control',
        }),
      ],
      controllers: [AnswersConsumer, StatementsConsumer, CreditsConsumer],
      providers: [
        {
          provide: InstitutionDirectory,
          useFactory: () => InstitutionDirectory.load(config.INSTITUTIONS_DIR, { SIMULATOR_URL: config.SIMULATOR_URL ?? '' }),
        },
        { provide: TERMS, useFactory: () => readTerms(config.LAW_DIR) },
        { provide: TIME_LIMIT_RULES, useFactory: () => readTimeLimits(config.LAW_DIR) },
        { provide: FREEZE_BUDGET_RULES, useFactory: () => readFreezeBudgetRules(config.LAW_DIR) },
        { provide: ARTICLES, useFactory: () => readArticles(config.LAW_DIR) },
        { provide: DEBT_LAW, useFactory: () => readDebtLaw(config.LAW_DIR) },
        Patiences,
        Stages,
        Dispatcher,
        Deadlines,
        Budgets,
        Conversions,
        ExpiryLadder,
        TimeLimits,
        Relay,
        QueueMetrics,
      ],
    };
  }
}
