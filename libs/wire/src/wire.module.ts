import { type DynamicModule, Global, type INestApplication, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { type NestApplication } from '@nestjs/core';
import { Readiness } from '#platform/health.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { kafkaClient } from './kafka/kafka-client.js';
import { KafkaStrategy } from './kafka/kafka-strategy.js';
import { KafkaWire } from './kafka/kafka-wire.js';
import { LocalHub } from './local/local-hub.js';
import { LocalStrategy } from './local/local-strategy.js';
import { LocalWire } from './local/local-wire.js';
import { WireMetrics } from './wire-metrics.js';
import { type StrategySettings, type WireStrategy } from './wire-strategy.js';
import { Wire } from './wire.js';

export interface WireSettings {
  readonly wire: 'kafka' | 'local';
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** The consumer group, taken as it is: the name of the app (adapters: and of its group). */
  readonly groupId: string;
  /** The service can do its work without the wire for a while: readiness does not speak of its producer. */
  readonly isOptional?: boolean;
  /** The local wire's; the one of the process when left out. */
  readonly hub?: LocalHub;
}

/** Which wire this process is on; makes the strategy that fits. */
export class WirePort implements OnApplicationBootstrap {
  private start: (() => Promise<unknown>) | undefined;

  constructor(
    readonly settings: WireSettings,
    private readonly metrics: WireMetrics,
    private readonly logger: Logger,
  ) {}

  strategy(settings: StrategySettings): WireStrategy {
    const { wire, clientId, brokers, hub } = this.settings;
    return wire === 'local'
      ? new LocalStrategy(hub ?? LocalHub.ofProcess(), settings, this.metrics, this.logger)
      : new KafkaStrategy(kafkaClient(clientId, brokers, this.logger), settings, this.metrics, this.logger);
  }

  publisher(): Wire {
    const { wire, clientId, brokers, hub } = this.settings;
    return wire === 'local'
      ? new LocalWire(hub ?? LocalHub.ofProcess(), this.metrics)
      : new KafkaWire(kafkaClient(clientId, brokers, this.logger), this.metrics, this.logger);
  }

  whenBooted(start: () => Promise<unknown>): void {
    this.start = start;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.start?.();
  }
}

@Global()
@Module({})
export class WireModule {
  static forService(settings: WireSettings): DynamicModule {
    return {
      module: WireModule,
      providers: [
        WireMetrics,
        {
          provide: WirePort,
          useFactory: (metrics: WireMetrics, logger: Logger) => new WirePort(settings, metrics, logger),
          inject: [WireMetrics, LOGGER],
        },
        {
          provide: Wire,
          useFactory: (port: WirePort, readiness: Readiness) => {
            const wire = port.publisher();
            if (wire instanceof KafkaWire && settings.isOptional !== true)
              readiness.register('wire producer', () => Promise.resolve(wire.missing()));
            return wire;
          },
          inject: [WirePort, Readiness],
        },
      ],
      exports: [Wire],
    };
  }
}

/**
 * Gives the app's @Consume handlers their messages, from the moment every onModuleInit is through until the app closes: then handlers
 * at work are waited for before anything is torn down in onApplicationShutdown. Call it once, before the app listens.
 */
export function connectWire(app: INestApplication, settings: Omit<StrategySettings, 'groupId'>): void {
  const port = app.get(WirePort, { strict: false });
  const strategy = port.strategy({ ...settings, groupId: port.settings.groupId });
  app.get(Readiness, { strict: false }).register('wire consumer', () => Promise.resolve(strategy.missing()));
  app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  port.whenBooted(() => (app as NestApplication).startAllMicroservices());
}
