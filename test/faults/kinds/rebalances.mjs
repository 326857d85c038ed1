import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

const groups = {
  control: ['chakong.answers', 'chakong.credits', 'chakong.statements'],
  'adapters-banks': ['chakong.requests.banks'],
};

/** Members of a group come and go: a replica more, a replica stopped politely, or a stranger who reads and commits nothing. */
export const rebalance = {
  lane: 'parts',
  async strike({ house, random, mark, evidence }) {
    const group = random.one(Object.keys(groups));
    const how = random.one(['replica', 'polite', 'stranger']);
    if (how === 'replica') await replicaMore(house, `${group}-1`);
    if (how === 'polite') await politeStop(house, random.one(house.names(group)));
    if (how === 'stranger') await strangerIn(house, group);
    await sleep(1000);
    return { what: `${group}: ${how}`, seen: evidence.logLines(mark, /"joined"/, (name) => name.startsWith(group)).length };
  },
};

async function replicaMore(house, like) {
  const extra = await house.addReplica(like);
  await sleep(4000);
  await house.removeReplica(extra);
}

async function politeStop(house, name) {
  const pid = house.signal(name, 'SIGTERM');
  await house.untilReplaced(name, pid);
}

async function strangerIn(house, groupId) {
  const kafka = new kafkajs.Kafka({ clientId: 'stranger', brokers: [house.brokers], logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId, sessionTimeout: 10_000, rebalanceTimeout: 15_000 });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: groups[groupId], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    await sleep(3000);
  } finally {
    await consumer.disconnect().catch(() => {});
  }
}
