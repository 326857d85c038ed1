import kafkajs from 'kafkajs';
import { quietIdle } from '#wire/kafka/quiet-idle.js';
import { setTimeout as sleep } from 'node:timers/promises';

const readers = {
  'chakong.requests.banks': 'adapters-banks',
  'chakong.requests.registries': 'adapters-registries',
  'chakong.answers': 'control',
  'chakong.credits': 'control',
  'chakong.statements': 'control',
};
const most = 4000;

/** Listens to every topic and says things again: at once, late, in another order. A broker may do all of that to its readers. */
export class Echo {
  #house;
  #kafka;
  #consumer;
  #heard = [];

  constructor(house) {
    this.#house = house;
  }

  async open() {
    quietIdle();
    this.#kafka = new kafkajs.Kafka({
      clientId: 'echo',
      brokers: [this.#house.brokers],
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 3, maxRetryTime: 500 },
    });
    this.#consumer = this.#kafka.consumer({
      groupId: `echo-${process.pid}`,
      maxWaitTimeInMs: 300,
      retry: { retries: 1000, maxRetryTime: 1000 },
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: Object.keys(readers), fromBeginning: false });
    await this.#consumer.run({
      eachMessage: async ({ topic, message }) => {
        if (message.headers?.echo === undefined) this.#heard.push({ topic, key: message.key, value: message.value });
        if (this.#heard.length > most) this.#heard.splice(0, most / 2);
      },
    });
  }

  async close() {
    await this.#consumer?.disconnect().catch(() => {});
  }

  choose(random, count) {
    return random.some(random.chance(0.5) ? this.#heard.slice(-60) : this.#heard, count);
  }

  /** Says the messages again; resolves with how many of them their readers have passed after a while. */
  async repeat(messages) {
    const producer = this.#kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    const admin = this.#kafka.admin();
    try {
      await producer.connect();
      const topicMessages = [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, some]) => ({
        topic,
        messages: some.map(({ key, value }) => ({ key, value, headers: { echo: '1' } })),
      }));
      const places = await producer.sendBatch({ acks: -1, topicMessages });
      await sleep(4000);
      await admin.connect();
      return await passed(admin, places, messages);
    } finally {
      await producer.disconnect().catch(() => {});
      await admin.disconnect().catch(() => {});
    }
  }
}

async function passed(admin, places, messages) {
  let seen = 0;
  for (const [topic, groupId] of Object.entries(readers)) {
    const mine = places.filter(({ topicName }) => topicName === topic);
    if (mine.length === 0) continue;
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const isPassed = ({ partition, baseOffset }) =>
      partitions.some((one) => one.partition === partition && Number(one.offset) > Number(baseOffset));
    const share = mine.filter(isPassed).length / mine.length;
    seen += Math.round(share * messages.filter((message) => message.topic === topic).length);
  }
  return seen;
}

/** Messages once more: twice, late and in another order. Seen when their readers have passed the copies. */
export const messages = {
  lane: 'surroundings',
  async strike({ echo, random }) {
    const chosen = echo.choose(random, random.between(5, 40));
    const lateSeconds = random.one([0, 0, 3, 14]);
    await sleep(lateSeconds * 1000);
    const order = random.some(chosen, chosen.length);
    const seen = order.length === 0 ? 0 : await echo.repeat(order);
    return { what: `${order.length} messages again, ${lateSeconds} s late, in another order`, seen };
  },
};
