// before kafkajs
import './checksum.js';
import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import { type Logger } from '#platform/logger.js';
import { quietIdle } from './quiet-idle.js';

/**
 * kafkajs with bounded retries of its own (who calls it decides what comes after) and its words on our log: what it calls ERROR is
 * mostly the first try of something it tries again, so nothing of it is louder than a warning, and the chatter of connections is debug.
 */
export function kafkaClient(clientId: string, brokers: readonly string[], log: Logger): Kafka {
  quietIdle();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3_000,
    authenticationTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => relate(log, entry),
  });
}

function relate(log: Logger, entry: LogEntry): void {
  const { message, error, groupId, topic, partition } = entry.log;
  const facts = {
    kafka: entry.namespace || 'Client',
    error: error as unknown,
    groupId: groupId as unknown,
    topic: topic as unknown,
    partition: partition as unknown,
  };
  const routine = /^(Connection|BrokerPool|Cluster)/.test(entry.namespace);
  if (entry.level === logLevel.ERROR && !routine) log.warn(facts, message);
  else if (entry.level <= logLevel.WARN) log.debug(facts, message);
  else log.trace(facts, message);
}
