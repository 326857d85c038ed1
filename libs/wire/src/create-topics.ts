import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import { TOPICS, type Topic } from '#messages/topics.js';
import { fragments, readConfig } from '#platform/config.js';
import { createLogger, type Logger } from '#platform/logger.js';
import { kafkaClient } from './kafka/kafka-client.js';

// Node finds no such named export in this CommonJS module.
const { ConfigResourceTypes } = kafkajs;

const patienceSeconds = 60;

/**
 * Brings the broker's topics to what libs/messages says: makes the absent, adds partitions, sets retention. Partitions are never taken
 * away and adding some moves keys to other partitions: harmless here, where order rests on the database and not on the broker.
 * Returns what it did. Run by one job, as migrations are.
 */
export async function createTopics(admin: Admin, wanted: readonly Topic[]): Promise<string[]> {
  const { brokers } = await admin.describeCluster();
  const replicas = Math.min(3, brokers.length);
  const existing = new Set(await admin.listTopics());
  const absent = wanted.filter(({ name }) => !existing.has(name));
  await admin.createTopics({
    waitForLeaders: true,
    topics: absent.map((topic) => ({
      topic: topic.name,
      numPartitions: topic.partitions,
      replicationFactor: replicas,
      configEntries: Object.entries(settings(topic, replicas)).map(([name, value]) => ({ name, value })),
    })),
  });
  const present = wanted.filter(({ name }) => existing.has(name));
  return [
    ...absent.map(({ name, partitions }) => `made ${name} with ${partitions} partitions`),
    ...(await widen(admin, present)),
    ...(await configure(admin, present, replicas)),
  ];
}

function settings(topic: Topic, replicas: number): Record<string, string> {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(topic.retentionMs),
    'min.insync.replicas': replicas >= 3 ? '2' : '1',
  };
}

async function widen(admin: Admin, topics: readonly Topic[]): Promise<string[]> {
  if (topics.length === 0) return [];
  const metadata = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  const now = new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]));
  const narrow = topics.filter(({ name, partitions }) => (now.get(name) ?? 0) < partitions);
  if (narrow.length === 0) return [];
  await admin.createPartitions({ topicPartitions: narrow.map(({ name, partitions }) => ({ topic: name, count: partitions })) });
  return narrow.map(({ name, partitions }) => `widened ${name} from ${now.get(name)} to ${partitions} partitions`);
}

async function configure(admin: Admin, topics: readonly Topic[], replicas: number): Promise<string[]> {
  if (topics.length === 0) return [];
  const described = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const differing = topics.filter((topic) => {
    const resource = described.resources.find(({ resourceName }) => resourceName === topic.name);
    const value = (name: string) => resource?.configEntries.find(({ configName }) => configName === name)?.configValue;
    return Object.entries(settings(topic, replicas)).some(([name, wanted]) => value(name) !== wanted);
  });
  if (differing.length === 0) return [];
  await admin.alterConfigs({
    validateOnly: false,
    resources: differing.map((topic) => ({
      type: ConfigResourceTypes.TOPIC,
      name: topic.name,
      configEntries: Object.entries(settings(topic, replicas)).map(([name, value]) => ({ name, value })),
    })),
  });
  return differing.map(({ name }) => `set retention of ${name}`);
}

async function patiently(brokers: readonly string[], logger: Logger): Promise<string[]> {
  for (let second = 0; ; second += 1) {
    const admin = kafkaClient('create-topics', brokers, logger).admin();
    try {
      await admin.connect();
      return await createTopics(admin, TOPICS);
    } catch (error) {
      if (second >= patienceSeconds) throw error;
      await sleep(1_000);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const { KAFKA_BROKERS } = readConfig(fragments.wire);
  if (KAFKA_BROKERS.length === 0) {
    process.stderr.write('KAFKA_BROKERS is not set: host:port of the broker, several with commas.\n');
    process.exit(2);
  }
  try {
    const done = await patiently(KAFKA_BROKERS, createLogger('create-topics', '1', 'error'));
    process.stdout.write(done.length === 0 ? 'topics are current\n' : `${done.join('\n')}\n`);
  } catch (error) {
    process.stderr.write(
      `The topics were not made, the broker at ${KAFKA_BROKERS.join(',')} said: ${(error as Error).message}\n`,
    );
    process.exit(1);
  }
}
