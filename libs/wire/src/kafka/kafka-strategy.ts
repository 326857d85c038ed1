import { type Consumer, type EachBatchPayload, type IMemberAssignment, type Kafka, type KafkaMessage } from 'kafkajs';
import { CORRELATION_HEADER } from '#platform/correlation.js';
import { type Logger } from '#platform/logger.js';
import { type RawMessage } from '../handling.js';
import { type PartitionIntake } from '../partition-intake.js';
import { backOff, pause, within } from '../pause.js';
import { Watch } from '../watch.js';
import { type WireMetrics } from '../wire-metrics.js';
import { type StrategySettings, WireStrategy } from '../wire-strategy.js';
import { URGENT_HEADER } from './headers.js';

// A killed member is missed after the session; the others hear of it with their next heartbeat.
const sessionTimeout = 10_000;
const heartbeatInterval = 1_000;
// kafkajs counts its heartbeats by the wall clock: set back, it falls silent, is put out of the group and yet goes on fetching beside the
// new owner. Who has not beaten for so long starts anew, before the broker gives its partitions away.
const longestSilenceMs = 8_000;
// The broker answers a fetch as soon as there is something; at rest this is how often we ask. Commits queue behind a waiting fetch.
const maxWaitTimeInMs = 250;
const commitEveryMs = 100;

/**
 * kafkajs waits for every batch of a fetch before it fetches again, and beats its heart only in between: a slow handler would stop all
 * partitions and lose the membership. So a batch is taken into the partition's intake at once and resolved, fetching goes on, and the
 * offset is committed from the intake's position when the handlers are through.
 */
export class KafkaStrategy extends WireStrategy {
  private consumer: Consumer | undefined;
  private commitOffsets: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  private memberId: string | undefined;
  private readonly committed = new WeakMap<PartitionIntake, number>();
  private readonly leaving = new AbortController();
  private commitTimer: NodeJS.Timeout | undefined;
  private session: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    settings: StrategySettings,
    metrics: WireMetrics,
    log: Logger,
  ) {
    super(settings, metrics, log);
  }

  missing(): string | undefined {
    return this.memberId === undefined ? `The consumer has not joined the group ${this.settings.groupId} yet.` : undefined;
  }

  protected open(topics: readonly string[]): void {
    this.session = this.stayIn(topics);
  }

  protected async release(): Promise<void> {
    clearTimeout(this.commitTimer);
    await within(1_500, this.commit());
    this.leaving.abort();
    await within(4_000, this.session);
  }

  /** One session after the other until we leave: kafkajs gives up on some errors and restarts on others; here every end means a new start. */
  private async stayIn(topics: readonly string[]): Promise<void> {
    for (let attempt = 0; !this.leaving.signal.aborted; attempt += 1) {
      const joined = await this.runSession(topics);
      if (joined) attempt = 0;
      await pause(backOff(attempt), this.leaving.signal);
    }
  }

  private async runSession(topics: readonly string[]): Promise<boolean> {
    const consumer = this.kafka.consumer({
      groupId: this.settings.groupId,
      sessionTimeout,
      heartbeatInterval,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs,
      maxBytesPerPartition: 256 * 1024,
      maxBytes: 2 * 1024 * 1024,
      allowAutoTopicCreation: false,
      retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    let joined = false;
    const beat = new Watch(longestSilenceMs);
    const ended = new Promise<void>((resolve) => {
      consumer.on(consumer.events.CRASH, () => resolve());
      this.leaving.signal.addEventListener('abort', () => resolve(), { once: true });
      beat.onSilence(() => {
        this.log.warn({ groupId: this.settings.groupId }, 'no heartbeat for too long; joining anew');
        resolve();
      });
    });
    consumer.on(consumer.events.HEARTBEAT, () => beat.heard());
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      joined = true;
      beat.heard();
      this.join(payload.memberId, payload.memberAssignment);
    });
    // The broker still takes commits of the old generation until we rejoin, and this one is in its queue before our rejoining is.
    consumer.on(consumer.events.REBALANCING, () => void this.commit());
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (payload) => this.takeIn(payload) });
      await ended;
    } catch (error) {
      this.log.warn({ problem: (error as Error).message }, 'the broker is out of reach or lacks a topic, will try again');
    }
    beat.stop();
    this.memberId = undefined;
    this.forget(() => true);
    await within(
      3_000,
      consumer.disconnect().catch(() => undefined),
    );
    return joined;
  }

  // With the same member id no generation was missed, so a partition kept was nobody else's in between and its intake goes on; the
  // watermark drops what the broker sends again. With a new member id others may have had everything.
  private join(memberId: string, assignment: IMemberAssignment): void {
    const sameMember = memberId === this.memberId;
    this.memberId = memberId;
    this.forget((topic, partition) => !sameMember || !(assignment[topic]?.includes(partition) ?? false));
    for (const [topic, partitions] of Object.entries(assignment)) {
      const open = partitions.filter((partition) => this.intakes.get(`${topic}/${partition}`)?.full() !== true);
      if (open.length > 0) this.consumer?.resume([{ topic, partitions: open }]);
    }
    this.log.info({ groupId: this.settings.groupId, partitions: count(assignment) }, 'joined');
  }

  private takeIn({ batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> {
    const { topic, partition } = batch;
    this.commitOffsets = commitOffsetsIfNecessary;
    const consumer = this.consumer;
    if (this.closing || consumer === undefined) return Promise.resolve();
    const known = this.intakes.get(`${topic}/${partition}`);
    // A broker that was wiped counts from 0 again, and the watermark would take everything new for old. Where a fetch begins says
    // nothing: after a rebalance it begins at an offset read before our latest commit.
    if (known !== undefined && Number(batch.highWatermark) < (known.position() ?? 0)) {
      this.log.warn({ topic, partition, highWatermark: batch.highWatermark }, 'the log went back; starting over');
      this.forget((ofTopic, ofPartition) => ofTopic === topic && ofPartition === partition);
    }
    const intake = this.intake(topic, partition, {
      moved: () => this.commitSoon(),
      room: () => this.consumer?.resume([{ topic, partitions: [partition] }]),
    });
    intake.take(batch.messages.map(rawMessage), Number(batch.highWatermark));
    resolveOffset(batch.lastOffset());
    if (intake.full()) consumer.pause([{ topic, partitions: [partition] }]);
    return Promise.resolve();
  }

  private commitSoon(): void {
    if (this.closing) return;
    this.commitTimer ??= setTimeout(() => {
      this.commitTimer = undefined;
      void this.commit();
    }, commitEveryMs);
  }

  private async commit(): Promise<void> {
    const moved = [...this.intakes.values()].flatMap((intake) => {
      const position = intake.position();
      return position === undefined || this.committed.get(intake) === position ? [] : [{ intake, position }];
    });
    if (moved.length === 0 || this.commitOffsets === undefined) return;
    const topics = [...Map.groupBy(moved, ({ intake }) => intake.topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ intake, position }) => ({ partition: intake.partition, offset: String(position) })),
    }));
    try {
      await this.commitOffsets({ topics });
      for (const { intake, position } of moved) this.committed.set(intake, position);
    } catch (error) {
      // A rebalance or a broker on its way: the next settled message tries again, and what is lost is only handled twice.
      this.log.debug({ problem: (error as Error).message }, 'offsets not committed');
      if (!this.closing) this.commitTimer ??= setTimeout(() => this.retryCommit(), 1_000);
    }
  }

  private retryCommit(): void {
    this.commitTimer = undefined;
    void this.commit();
  }
}

function rawMessage(message: KafkaMessage): RawMessage {
  const correlation = message.headers?.[CORRELATION_HEADER];
  return {
    offset: Number(message.offset),
    key: message.key?.toString('utf8') ?? '',
    value: message.value,
    correlationId: correlation === undefined ? undefined : String(correlation),
    isUrgent: message.headers?.[URGENT_HEADER] !== undefined,
  };
}

function count(assignment: IMemberAssignment): number {
  return Object.values(assignment).reduce((sum, partitions) => sum + partitions.length, 0);
}
