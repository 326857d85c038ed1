import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { kafkaClient } from '#wire/kafka/kafka-client.js';
import { LocalHub } from '#wire/local/local-hub.js';
import { type ServiceOptions } from './wire-service.js';

/** A wire to try the promises on: a topic of its own per test, and a way to put bytes on it that no service of ours would send. */
export interface Place {
  readonly name: string;
  /** A new topic and a group of its own. */
  topic(partitions: number): Promise<{ topic: string; settings: ServiceOptions['settings'] & { groupId: string } }>;
  raw(topic: string, key: string, payloads: readonly (Buffer | null)[]): Promise<void>;
  close(): Promise<void>;
}

export function localPlace(): Place {
  const partitions = new Map<string, number>();
  const hub = new LocalHub((topic) => partitions.get(topic) ?? 1);
  return {
    name: 'local',
    topic(count) {
      const topic = `test-${randomUUID()}`;
      partitions.set(topic, count);
      return Promise.resolve({ topic, settings: { wire: 'local', brokers: [], hub, groupId: topic } });
    },
    async raw(topic, key, payloads) {
      await hub.append(payloads.map((value) => ({ topic, key, value: value ?? Buffer.alloc(0), correlationId: undefined })));
    },
    close: () => Promise.resolve(),
  };
}

export async function kafkaPlace(brokers: readonly string[]): Promise<Place> {
  const kafka = kafkaClient('wire-promises-raw', brokers, pino({ level: 'silent' }));
  const admin = kafka.admin();
  const producer = kafka.producer();
  const topics: string[] = [];
  await admin.connect();
  await producer.connect();
  return {
    name: 'kafka',
    async topic(count) {
      const topic = `test-${randomUUID()}`;
      topics.push(topic);
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: count, replicationFactor: 1 }] });
      await untilHosted(admin, topic);
      return { topic, settings: { wire: 'kafka', brokers, groupId: topic } };
    },
    async raw(topic, key, payloads) {
      await producer.send({ topic, messages: payloads.map((value) => ({ key, value })) });
    },
    async close() {
      await admin.deleteTopics({ topics });
      await producer.disconnect();
      await admin.disconnect();
    },
  };
}

/** A busy broker says for a moment that it does not host what it has just made. */
async function untilHosted(admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>, topic: string): Promise<void> {
  for (const end = Date.now() + 15_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      if (topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
