import { randomUUID } from 'node:crypto';
import 'reflect-metadata';
import { Controller, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { z } from 'zod';
import { NestLog } from '#platform/logger.js';
import { PlatformModule } from '#platform/platform.module.js';
import { type BatchMode, Consume, type EachMode } from '#wire/consume.js';
import { connectWire, WireModule, type WireSettings } from '#wire/wire.module.js';
import { type DeadLetterSink, type Received, type Verdict, Wire } from '#wire/wire.js';

/** The message of these tests. */
export const numbered = z.strictObject({
  type: z.literal('numbered'),
  version: z.literal(1),
  n: z.number().int(),
  pad: z.string().optional(),
});
export type Numbered = z.infer<typeof numbered>;

export interface ServiceOptions {
  readonly settings: Omit<WireSettings, 'clientId' | 'groupId'> & { readonly groupId?: string };
  readonly topic: string;
  readonly mode: BatchMode | EachMode;
  /** One message at a time in both modes: what a batch handler does with its batch is its own business. */
  readonly handle?: (message: Received<Numbered>) => Promise<Verdict> | Verdict;
  readonly handleBatch?: (messages: readonly Received<Numbered>[]) => Promise<readonly Verdict[]>;
  readonly deadLetters?: DeadLetterSink;
  readonly drainMs?: number;
}

/** A service with one handler, as an app of ours would be. */
export async function openService(options: ServiceOptions): Promise<INestApplication> {
  const { topic, mode, settings } = options;
  const handle = options.handle ?? (() => 'done' as const);
  const one = async (message: Received<Numbered>) => handle(message);

  class EachConsumer {
    take(message: Received<Numbered>): Promise<Verdict> {
      return one(message);
    }
  }
  class BatchConsumer {
    async take(messages: readonly Received<Numbered>[]): Promise<readonly Verdict[]> {
      if (options.handleBatch !== undefined) return options.handleBatch(messages);
      const verdicts: Verdict[] = [];
      for (const message of messages) verdicts.push(await one(message));
      return verdicts;
    }
  }
  const consumer = mode.mode === 'batch' ? BatchConsumer : EachConsumer;
  const descriptor = Object.getOwnPropertyDescriptor(consumer.prototype, 'take') as PropertyDescriptor;
  Consume(topic, numbered, mode as EachMode)(consumer.prototype, 'take', descriptor);
  Controller()(consumer);
  return openApp([consumer], { ...settings, clientId: 'wire-promises', groupId: settings.groupId ?? 'wire-promises' }, (app) => {
    connectWire(app, {
      deadLetters: options.deadLetters ?? refuse,
      ...(options.drainMs === undefined ? {} : { drainMs: options.drainMs }),
    });
  });
}

/** A process that only publishes. */
export async function openPublisher(settings: ServiceOptions['settings']): Promise<{ app: INestApplication; wire: Wire }> {
  const app = await openApp([], { ...settings, clientId: 'wire-promises', groupId: randomUUID() }, () => undefined);
  return { app, wire: app.get(Wire) };
}

export async function openApp(
  controllers: (new () => unknown)[],
  settings: WireSettings,
  prepare: (app: INestApplication) => void,
) {
  const logger = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
  class Service {}
  Module({ imports: [PlatformModule.forService(logger), WireModule.forService(settings)], controllers })(Service);
  const app = await NestFactory.create(Service, { logger: new NestLog(logger), abortOnError: false });
  prepare(app);
  await app.init();
  return app;
}

function refuse(): Promise<void> {
  return Promise.reject(new Error('no dead letter was expected'));
}
