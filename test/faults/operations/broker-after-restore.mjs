import kafkajs from 'kafkajs';

const goneBack = { control: ['chakong.answers', 'chakong.credits', 'chakong.statements'], watcher: ['chakong.credits'] };
const wiped = ['chakong.requests.banks', 'chakong.requests.registries'];

/**
 * Step 5 of "Restore": what was on its way out is gone for good, and what came in since the moment is read once more. Answers to what
 * the restored tables do not know become dead letters: they are the list of what was ordered in the lost time.
 */
export async function settleBroker(brokers, moment) {
  const kafka = new kafkajs.Kafka({ clientId: 'runbook', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.deleteTopics({ topics: wiped });
    for (const [groupId, topics] of Object.entries(goneBack)) {
      for (const topic of topics) {
        const partitions = await admin.fetchTopicOffsetsByTimestamp(topic, moment.getTime());
        await admin.setOffsets({ groupId, topic, partitions });
      }
    }
  } finally {
    await admin.disconnect();
  }
}
