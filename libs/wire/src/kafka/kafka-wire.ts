import { type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Kafka, type Producer } from 'kafkajs';
import { CORRELATION_HEADER } from '#platform/correlation.js';
import { ChakongError } from '#platform/errors.js';
import { type Logger } from '#platform/logger.js';
import { type Letter, letters, Outbox } from '../outbox.js';
import { backOff, pause, within } from '../pause.js';
import { type WireMetrics } from '../wire-metrics.js';
import { type Incarnation, type Outgoing, Wire } from '../wire.js';
import { URGENT_HEADER } from './headers.js';
import { keyPartitioner } from './partitioner.js';

// kafkajs tries five times in about two seconds, each at most ten; then a producer with a new id tries once more.
const tries = 3;

export class KafkaWire extends Wire implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly outbox = new Outbox((part) => this.send(part));
  private readonly closing = new AbortController();
  private producer: Promise<Producer> | undefined;
  private problem: string | undefined = 'The producer has not reached the broker yet.';

  constructor(
    private readonly kafka: Kafka,
    private readonly metrics: WireMetrics,
    private readonly log: Logger,
  ) {
    super();
  }

  missing(): string | undefined {
    return this.problem;
  }

  async publish(topic: string, messages: readonly Outgoing[]): Promise<void> {
    await this.outbox.put(letters(topic, messages));
    this.metrics.published(topic, messages.length);
  }

  async incarnation(topics: readonly string[]): Promise<Incarnation> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const { clusterId } = await admin.describeCluster();
      const ends = new Map<string, bigint>();
      for (const topic of topics) {
        const offsets = await admin.fetchTopicOffsets(topic);
        ends.set(
          topic,
          offsets.reduce((sum, { high }) => sum + BigInt(high), 0n),
        );
      }
      return { cluster: clusterId, ends };
    } finally {
      await admin.disconnect();
    }
  }

  onApplicationBootstrap(): void {
    void this.reach();
  }

  /** After the consumers, whose last handlers publish. */
  async onApplicationShutdown(): Promise<void> {
    await within(2_000, this.outbox.empty());
    this.closing.abort();
    await within(2_000, this.discard());
  }

  private async reach(): Promise<void> {
    for (let attempt = 0; !this.closing.signal.aborted && this.problem !== undefined; attempt += 1) {
      await this.connected().catch(() => undefined);
      if (this.problem !== undefined) await pause(backOff(attempt), this.closing.signal);
    }
  }

  private async send(part: readonly Letter[]): Promise<void> {
    let cause: unknown;
    for (let attempt = 0; attempt < tries && !this.closing.signal.aborted; attempt += 1) {
      try {
        const producer = await this.connected();
        await producer.sendBatch({ acks: -1, topicMessages: byTopic(part) });
        return;
      } catch (error) {
        cause = error;
        this.problem = `The producer cannot send: ${(error as Error).message}`;
        this.log.warn({ problem: this.problem, messages: part.length, attempt }, 'not published yet');
        // A batch given up in doubt leaves its sequence numbers to the next one, and the broker would take that for a repetition and
        // drop it: only a producer with an id of its own may go on.
        await within(2_000, this.discard());
        await pause(backOff(attempt), this.closing.signal);
      }
    }
    void this.reach();
    throw new ChakongError('unavailable', 'The broker takes no messages at the moment. Try again.', { cause });
  }

  private connected(): Promise<Producer> {
    this.producer ??= this.connect();
    return this.producer;
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: keyPartitioner,
      retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    try {
      await producer.connect();
      this.problem = undefined;
      return producer;
    } catch (error) {
      this.producer = undefined;
      this.problem = `The producer cannot reach the broker: ${(error as Error).message}`;
      throw error;
    }
  }

  private async discard(): Promise<void> {
    const producer = this.producer;
    this.producer = undefined;
    await producer?.then((connected) => connected.disconnect()).catch(() => undefined);
  }
}

function byTopic(part: readonly Letter[]) {
  return [...Map.groupBy(part, (letter) => letter.topic)].map(([topic, group]) => ({
    topic,
    messages: group.map((letter) => ({
      key: letter.key,
      ...(letter.lane !== undefined && { partition: letter.lane }),
      value: letter.value,
      headers: {
        ...(letter.correlationId !== undefined && { [CORRELATION_HEADER]: letter.correlationId }),
        ...(letter.isUrgent === true && { [URGENT_HEADER]: '1' }),
      },
    })),
  }));
}
