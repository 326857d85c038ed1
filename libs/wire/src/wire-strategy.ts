import { type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { type Logger } from '#platform/logger.js';
import { BatchIntake } from './batch-intake.js';
import { type Consumption } from './consume.js';
import { EachIntake } from './each-intake.js';
import { Handling } from './handling.js';
import { type IntakeEvents, type PartitionIntake } from './partition-intake.js';
import { within } from './pause.js';
import { type WireMetrics } from './wire-metrics.js';
import { type DeadLetterSink } from './wire.js';

export interface StrategySettings {
  readonly groupId: string;
  readonly deadLetters: DeadLetterSink;
  /** The topics this process takes, of those its handlers name; all when left out. */
  readonly topics?: readonly string[];
  /** How long a closing process waits for handlers that are at work. */
  readonly drainMs?: number;
}

/**
 * What both wires have in common: Nest hands over its handlers, every assigned partition gets an intake, and closing means to start
 * nothing more, wait for what is in hand, and commit.
 */
export abstract class WireStrategy extends Server {
  protected readonly intakes = new Map<string, PartitionIntake>();
  protected closing = false;
  private handlings: ReadonlyMap<string, Handling> = new Map();

  constructor(
    protected readonly settings: StrategySettings,
    protected readonly wireMetrics: WireMetrics,
    protected readonly log: Logger,
  ) {
    super();
    wireMetrics.lagFrom(() => this.lags());
  }

  /** Undefined when well, else one sentence. */
  abstract missing(): string | undefined;
  protected abstract open(topics: readonly string[]): void;
  protected abstract release(): Promise<void>;

  /** Does not wait for the broker: a service is up, and says it is not ready, while the broker is away. */
  listen(callback: (error?: unknown) => void): void {
    try {
      this.handlings = this.gather();
      if (this.handlings.size > 0) this.open([...this.handlings.keys()]);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    const drainMs = this.settings.drainMs ?? 8_000;
    const idle = await within(drainMs, Promise.all([...this.intakes.values()].map((intake) => intake.stop())));
    if (!idle) this.log.warn({ drainMs }, 'handlers still at work; their messages will come again');
    await this.release();
  }

  on(): never {
    throw new Error('The wire has no events of its own. Ask readiness and metrics.');
  }

  unwrap(): never {
    throw new Error('The broker client stays inside libs/wire.');
  }

  protected intake(topic: string, partition: number, events: IntakeEvents): PartitionIntake {
    const name = `${topic}/${partition}`;
    const known = this.intakes.get(name);
    if (known !== undefined) return known;
    const handling = this.handlings.get(topic);
    if (handling === undefined) throw new Error(`Nothing handles ${topic}.`);
    const Intake = handling.consumption.mode.mode === 'batch' ? BatchIntake : EachIntake;
    const intake = new Intake(partition, handling, events);
    this.intakes.set(name, intake);
    return intake;
  }

  /** Lets partitions go: what their handlers have in hand is finished, but its offsets are the new owner's business. */
  protected forget(gone: (topic: string, partition: number) => boolean): void {
    for (const [name, intake] of this.intakes) {
      if (!gone(intake.topic, intake.partition)) continue;
      this.intakes.delete(name);
      void intake.stop();
    }
  }

  private *lags() {
    for (const intake of this.intakes.values()) yield { topic: intake.topic, partition: intake.partition, lag: intake.lag() };
  }

  private gather(): Map<string, Handling> {
    const handlings = new Map<string, Handling>();
    for (const [topic, handler] of this.messageHandlers) {
      if (this.settings.topics !== undefined && !this.settings.topics.includes(topic)) continue;
      const consumption = handler.extras?.['consumption'] as Consumption | undefined;
      if (consumption === undefined) throw new Error(`The handler of ${topic} says no schema. Declare it with @Consume.`);
      if (handler.next !== undefined)
        throw new Error(`Two handlers want ${topic}. One of them must go, or have a group of its own.`);
      const call = (payload: unknown) => result(handler, payload);
      const { deadLetters } = this.settings;
      handlings.set(topic, new Handling(topic, consumption, call, deadLetters, this.wireMetrics, this.log));
    }
    const absent = this.settings.topics?.find((topic) => !handlings.has(topic));
    if (absent !== undefined) throw new Error(`Nothing handles ${absent}. Is its controller in the module?`);
    return handlings;
  }
}

// Nest gives back what the handler returned, or a stream that carries what it threw.
async function result(handler: MessageHandler, payload: unknown): Promise<unknown> {
  const returned: unknown = await handler(payload);
  return isObservable(returned) ? lastValueFrom(returned) : returned;
}
