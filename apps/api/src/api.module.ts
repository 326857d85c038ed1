import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { InstitutionDirectory } from '#institutions/directory.js';
import { readSecrets } from '#platform/config.js';
import { type Logger } from '#platform/logger.js';
import { PlatformModule } from '#platform/platform.module.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { Screens } from '#storage/screens.js';
import { StorageModule } from '#storage/storage.module.js';
import { WireModule } from '#wire/wire.module.js';
import { API_CONFIG, type ApiConfig, readYaml } from './api-config.js';
import { AssetsController } from './assets/assets.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { COURT, courtFile } from './court.js';
import { DemoController } from './demo/demo.controller.js';
import { DocumentsController } from './documents/documents.controller.js';
import { EventsController } from './events/events.controller.js';
import { LiveEvents } from './events/live-events.js';
import { LivingCostsController } from './exempt/living-costs.controller.js';
import { FindingsController } from './findings/findings.controller.js';
import { BudgetController, FREEZE_BUDGET_RULES } from './freezes/budget.controller.js';
import { ExpiringController } from './freezes/expiring.controller.js';
import { FreezesController } from './freezes/freezes.controller.js';
import { PetitionsController } from './bankruptcy/petitions.controller.js';
import { ReparentingController } from './freezes/reparenting.controller.js';
import { FundController } from './fund/fund.controller.js';
import { Acts } from './idempotency/acts.js';
import { CaseImport } from './imports/case-import.js';
import { ImportsController } from './imports/imports.controller.js';
import { Intake } from './intake/intake.js';
import { InstitutionsController } from './institutions/institutions.controller.js';
import { Law } from './law/law.js';
import { ObjectionsController } from './objections/objections.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { AttentionController } from './operators/attention.controller.js';
import { DeadLettersController } from './operators/dead-letters.controller.js';
import { SwitchesController } from './operators/switches.controller.js';
import { OrderPlacing } from './orders/order-placing.js';
import { OrderSetsController } from './orders/order-sets.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { approvalFile, ApprovalPolicy } from './orders/approval-policy.js';
import { PapersController } from './papers/papers.controller.js';
import { AccountMarksController } from './parties/account-marks.controller.js';
import { IdentitiesController } from './parties/identities.controller.js';
import { AccessGuard } from './people/access.guard.js';
import { DemoTokens } from './people/demo-token.js';
import { StatementController } from './statement/statement.controller.js';
import { StaysController } from './stays/stays.controller.js';
import { TimeLimitsController } from './time-limits/time-limits.controller.js';

const controllers: Type[] = [
  AccountMarksController,
  AssetsController,
  AttentionController,
  CasesController,
  DeadLettersController,
  DemoController,
  DocumentsController,
  EventsController,
  FindingsController,
  ExpiringController,
  FreezesController,
  BudgetController,
  FundController,
  IdentitiesController,
  ImportsController,
  InstitutionsController,
  LivingCostsController,
  ObjectionsController,
  OpenApiController,
  OrderSetsController,
  OrdersController,
  PapersController,
  PetitionsController,
  ReparentingController,
  StatementController,
  StaysController,
  SwitchesController,
  TimeLimitsController,
];

@Module({})
export class ApiModule {
  /** The api as a process of its own. */
  static forService(config: ApiConfig, logger: Logger): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forService(logger),
        StorageModule.forService('api', config),
        WireModule.forService({
          wire: config.WIRE,
          brokers: config.KAFKA_BROKERS,
          clientId: `api-${config.REPLICA}`,
          groupId: 'api',
          // only the replay of dead letters needs it
          isOptional: true,
        }),
        ...ApiModule.parts(config).imports,
      ],
      controllers,
      providers: ApiModule.parts(config).providers,
    };
  }

  /** The same without platform, storage and wire, for a composition that has them. */
  static parts(config: ApiConfig): { imports: Type[]; controllers: Type[]; providers: Provider[] } {
    const places = config.SIMULATOR_URL === undefined ? {} : { SIMULATOR_URL: config.SIMULATOR_URL };
    return {
      imports: [DiscoveryModule],
      controllers,
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: COURT, useFactory: () => readYaml(config.COURT_FILE, courtFile) },
        { provide: Law, useFactory: () => Law.read(config.LAW_DIR) },
        { provide: FREEZE_BUDGET_RULES, useFactory: () => readFreezeBudgetRules(config.LAW_DIR) },
        { provide: ApprovalPolicy, useFactory: () => new ApprovalPolicy(readYaml(config.APPROVAL_FILE, approvalFile)) },
        { provide: InstitutionDirectory, useFactory: () => InstitutionDirectory.load(config.INSTITUTIONS_DIR, places) },
        { provide: DemoTokens, useFactory: () => new DemoTokens(readSecrets(config.SECRETS_FILE).tokenSigningKey) },
        { provide: Screens, useFactory: () => Screens.open(config.DATABASE_URL, 'chakong api screens') },
        { provide: APP_GUARD, useClass: AccessGuard },
        Acts,
        CaseImport,
        Intake,
        LiveEvents,
        OrderPlacing,
      ],
    };
  }
}
