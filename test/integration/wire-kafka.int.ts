import { describe, expect, it, jest } from '@jest/globals';
import { type INestApplication } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Readiness } from '#platform/health.js';
import { Wire } from '#wire/wire.js';
import { startDoor } from './wire-door.js';
import { startChild } from './wire-child-start.js';
import { kafkaPlace } from './wire-places.js';
import { out, range, until } from './wire-numbers.js';
import { openPublisher, openService } from './wire-service.js';

const brokers = process.env['TEST_KAFKA_BROKERS']?.split(',') ?? [];

jest.setTimeout(60_000);

// What only a broker can do to us; without one there is nothing to see.
(brokers.length > 0 ? describe : describe.skip)('the wire over a broker', () => {
  it('a killed consumer is missed, and what it had in hand comes to another', async () => {
    const place = await kafkaPlace(brokers);
    const { topic, settings } = await place.topic(4);
    const { app: publishing, wire } = await openPublisher(settings);
    const byChild = new Set<number>();
    const child = await startChild([brokers[0] ?? '', topic, settings.groupId], (n) => byChild.add(n));
    await wire.publish(
      topic,
      range(4_000).map((n) => out(`key-${n % 8}`, n)),
    );
    await until('the child at work', () => byChild.size > 200);
    const byOther = new Set<number>();
    const other = await openService({
      settings,
      topic,
      mode: { mode: 'each' },
      handle: ({ value }) => (byOther.add(value.n), 'done'),
    });
    await until('both at work', () => byOther.size > 0);
    const killed = Date.now();
    child.kill('SIGKILL');
    await until('every message handled', () => new Set([...byChild, ...byOther]).size === 4_000);
    console.info(
      `kafka: settled ${Date.now() - killed} ms after kill -9; the killed had ${byChild.size}, the other ${byOther.size}`,
    );
    expect(Date.now() - killed).toBeLessThan(20_000);
    await Promise.all([other.close(), publishing.close()]);
    await place.close();
  });

  it('a consumer whose clock is set back does not go on beside the one that takes its place', async () => {
    const place = await kafkaPlace(brokers);
    const { topic, settings } = await place.topic(4);
    const { app: publishing, wire } = await openPublisher(settings);
    const byChild: number[] = [];
    const byOther: number[] = [];
    const child = await startChild([brokers[0] ?? '', topic, settings.groupId], (n) => byChild.push(n));
    let other: INestApplication | undefined;
    try {
      await wire.publish(
        topic,
        range(40).map((n) => out(`key-${n % 8}`, n)),
      );
      await until('the child at work', () => byChild.length === 40);
      child.kill('SIGUSR2');
      other = await openService({
        settings,
        topic,
        mode: { mode: 'each' },
        handle: ({ value }) => (byOther.push(value.n), 'done'),
      });
      // past the session: whoever does not beat is out of the group by now
      await sleep(16_000);
      for (let n = 100; n < 500; n += 1) {
        await wire.publish(topic, [out(`key-${n % 8}`, n)]);
        await sleep(5);
      }
      await until('every message handled', () => new Set([...byChild, ...byOther].filter((n) => n >= 100)).size === 400);
      await sleep(500);
      expect([...byChild, ...byOther].filter((n) => n >= 100).length).toBe(400);
    } finally {
      child.kill('SIGKILL');
      await Promise.all([other?.close(), publishing.close()]);
      await place.close();
    }
  });

  it('a service is up without a broker, says what is missing, refuses to publish, and joins when the broker comes', async () => {
    const place = await kafkaPlace(brokers);
    const { topic, settings } = await place.topic(1);
    const door = await startDoor(brokers[0] ?? '');
    const handled: number[] = [];
    const app = await openService({
      settings: { ...settings, brokers: [door.address] },
      topic,
      mode: { mode: 'each' },
      handle: ({ value }) => (handled.push(value.n), 'done'),
    });
    const missing = () => app.get(Readiness).missing();
    expect(Object.keys(await missing()).sort()).toEqual(['wire consumer', 'wire producer']);
    const wire = app.get(Wire);
    await expect(wire.publish(topic, [out('key', 1)])).rejects.toMatchObject({ code: 'unavailable' });
    door.open();
    for (let left = await missing(); Object.keys(left).length > 0; left = await missing()) await sleep(50);
    await wire.publish(topic, [out('key', 2)]);
    await until('the message after', () => handled.includes(2));
    await app.close();
    door.close();
    await place.close();
  });
});
