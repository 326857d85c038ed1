import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type INestApplication } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { correlationId, withCorrelation } from '#platform/correlation.js';
import { Readiness } from '#platform/health.js';
import { Metrics } from '#platform/metrics.js';
import { type DeadLetter, type Received, type Wire } from '#wire/wire.js';
import { kafkaPlace, localPlace, type Place } from './wire-places.js';
import { distinct, out, range, until } from './wire-numbers.js';
import { type Numbered, openPublisher, openService, type ServiceOptions } from './wire-service.js';

const brokers = process.env['TEST_KAFKA_BROKERS']?.split(',') ?? [];
const places: [string, () => Promise<Place>][] = [['local', () => Promise.resolve(localPlace())]];
if (brokers.length > 0) places.push(['kafka', () => kafkaPlace(brokers)]);

jest.setTimeout(60_000);

describe.each(places)('wire promises, %s', (_name, open) => {
  let place: Place;
  const apps: INestApplication[] = [];

  beforeAll(async () => {
    place = await open();
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(async () => {
    await place.close();
  });

  async function service(options: ServiceOptions): Promise<INestApplication> {
    const app = await openService(options);
    apps.push(app);
    return app;
  }

  async function publisher(settings: ServiceOptions['settings']): Promise<Wire> {
    const { app, wire } = await openPublisher(settings);
    apps.push(app);
    return wire;
  }

  async function joined(app: INestApplication): Promise<void> {
    const readiness = app.get(Readiness);
    for (let missing = await readiness.missing(); Object.keys(missing).length > 0; missing = await readiness.missing())
      await sleep(20);
  }

  const modes = [{ mode: 'each' }, { mode: 'batch', maxBatch: 50 }] as const;

  it.each(modes)('brings every message once while nothing fails, under the correlation of its sender ($mode)', async (mode) => {
    const { topic, settings } = await place.topic(4);
    const handled: { n: number; key: string; correlation: string | undefined; inside: string | undefined }[] = [];
    const app = await service({
      settings,
      topic,
      mode,
      handle: ({ key, value, correlationId: correlation }) => {
        handled.push({ n: value.n, key, correlation, inside: correlationId() });
        return 'done';
      },
    });
    const wire = await publisher(settings);
    await withCorrelation('correlation-of-the-order', () =>
      wire.publish(
        topic,
        range(500).map((n) => out(`key-${n % 40}`, n)),
      ),
    );
    await until('500 handled', () => handled.length >= 500);
    await sleep(300);
    expect(handled).toHaveLength(500);
    expect(distinct(handled)).toBe(500);
    expect(new Set(handled.map(({ correlation }) => correlation))).toEqual(new Set(['correlation-of-the-order']));
    expect(new Set(handled.map(({ inside }) => inside))).toEqual(new Set(['correlation-of-the-order']));
    const scrape = await app.get(Metrics).registry.metrics();
    expect(scrape).toContain(`chakong_wire_messages_total{topic="${topic}",verdict="done"} 500`);
    expect(scrape).toMatch(new RegExp(`chakong_wire_lag\\{topic="${topic}",partition="\\d"\\} 0`));
  });

  it('keeps a message to its lane, whatever its key, and says whether it is urgent', async () => {
    const { topic, settings } = await place.topic(4);
    const handled: { n: number; partition: number; isUrgent: boolean }[] = [];
    await service({
      settings,
      topic,
      mode: { mode: 'batch' },
      handle: ({ partition, value, isUrgent }) => (handled.push({ n: value.n, partition, isUrgent }), 'done'),
    });
    const wire = await publisher(settings);
    await wire.publish(
      topic,
      range(40).map((n) => ({ ...out(`key-${n}`, n), lane: n % 4, isUrgent: n % 5 === 0 })),
    );
    await until('40 handled', () => handled.length >= 40);
    const byNumber = handled.toSorted((one, other) => one.n - other.n);
    expect(byNumber).toEqual(range(40).map((n) => ({ n, partition: n % 4, isUrgent: n % 5 === 0 })));
  });

  it('begins with the oldest message when a group comes for the first time', async () => {
    const { topic, settings } = await place.topic(2);
    const wire = await publisher(settings);
    await wire.publish(
      topic,
      range(20).map((n) => out(`key-${n}`, n)),
    );
    const handled: Numbered[] = [];
    await service({ settings, topic, mode: { mode: 'batch' }, handle: ({ value }) => (handled.push(value), 'done') });
    await until('20 handled', () => distinct(handled) === 20);
  });

  it.each(modes)('brings a message again until it is done, and keeps the order of its key ($mode)', async (mode) => {
    const { topic, settings } = await place.topic(2);
    const refused = new Map<number, number>();
    const done: Received<Numbered>[] = [];
    await service({
      settings,
      topic,
      mode,
      handle: (message) => {
        const { n } = message.value;
        const before = refused.get(n) ?? 0;
        expect(message.redelivered || before === 0).toBe(true);
        if (n % 7 === 0 && before < 2) {
          refused.set(n, before + 1);
          if (mode.mode === 'each' && n % 2 === 0) throw new Error('not now');
          return 'again';
        }
        done.push(message);
        return 'done';
      },
    });
    const wire = await publisher(settings);
    await wire.publish(
      topic,
      range(100).map((n) => out(`key-${n % 5}`, n)),
    );
    await until('all done', () => distinct(done.map(({ value }) => value)) === 100);
    for (const key of new Set(done.map((message) => message.key))) {
      const last = new Map<number, number>();
      done.filter((message) => message.key === key).forEach(({ value }, index) => last.set(value.n, index));
      const order = [...last].sort(([, a], [, b]) => a - b).map(([n]) => n);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });

  it('lets a slow key hold up only itself', async () => {
    const { topic, settings } = await place.topic(1);
    const handled: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await service({
      settings,
      topic,
      mode: { mode: 'each' },
      handle: async ({ key }) => {
        if (key === 'slow') await held;
        handled.push(key);
        return 'done' as const;
      },
    });
    const wire = await publisher(settings);
    await wire.publish(topic, [out('slow', 0), out('slow', 1)]);
    // Across many fetches of the same partition
    for (const n of range(30)) {
      await wire.publish(
        topic,
        range(20).map((index) => out(`quick-${index}`, 2 + n * 20 + index)),
      );
    }
    await until('600 quick ones', () => handled.length === 600, 10_000);
    expect(handled).not.toContain('slow');
    release();
    await until('the slow ones', () => handled.length === 602);
  });

  it('lets a key that gets `again` wait while others of its batch go on', async () => {
    const { topic, settings } = await place.topic(1);
    const handled: number[] = [];
    let well = false;
    await service({
      settings,
      topic,
      mode: { mode: 'batch', maxBatch: 10 },
      handle: ({ key, value }) => (key === 'sick' && !well ? 'again' : (handled.push(value.n), 'done')),
    });
    const wire = await publisher(settings);
    await wire.publish(
      topic,
      range(200).map((n) => out(n % 10 === 0 ? 'sick' : `key-${n % 10}`, n)),
    );
    await until('the healthy 180', () => handled.length === 180, 10_000);
    well = true;
    await until('the rest', () => handled.length === 200);
    const sick = handled.filter((n) => n % 10 === 0);
    expect(sick).toEqual(range(20).map((n) => n * 10));
  });

  it.each(modes)('buries what nobody can read, with its bytes, and goes on ($mode)', async (mode) => {
    const { topic, settings } = await place.topic(1);
    const large = Buffer.alloc(1_000_000, 'x');
    const wrong = Buffer.from(JSON.stringify({ type: 'numbered', version: 1, n: 'one' }));
    const future = Buffer.from(JSON.stringify({ type: 'numbered', version: 2, n: 1, more: true }));
    const foreign = Buffer.from(JSON.stringify({ type: 'other', version: 1 }));
    const notUtf8 = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
    const poison = [Buffer.from('{"type":'), wrong, future, foreign, notUtf8, large, null];
    const letters: DeadLetter[] = [];
    const handled: number[] = [];
    let sinkFails = 2;
    await service({
      settings,
      topic,
      mode,
      handle: ({ value }) =>
        value.n === 50 ? { dead: 'unknown_case', detail: 'no such case' } : (handled.push(value.n), 'done'),
      deadLetters: async (letter) => {
        await sleep(1);
        if (sinkFails-- > 0) throw new Error('the database is away');
        letters.push(letter);
      },
    });
    const wire = await publisher(settings);
    await wire.publish(
      topic,
      range(50).map((n) => out(`key-${n % 3}`, n)),
    );
    await place.raw(topic, 'key-1', poison);
    await wire.publish(
      topic,
      range(50).map((n) => out(`key-${n % 3}`, 50 + n)),
    );
    await until('99 handled', () => new Set(handled).size === 99);
    await until('8 letters', () => new Set(letters.map(({ offset }) => offset)).size === 8);
    const reasons = new Map(letters.map((letter) => [letter.reason, letter]));
    expect([...reasons.keys()].sort()).toEqual(
      ['empty', 'not_json', 'not_utf8', 'schema', 'unknown_case', 'unknown_type', 'unknown_version'].sort(),
    );
    expect(reasons.get('not_utf8')?.payload).toEqual(notUtf8);
    expect(reasons.get('unknown_version')?.payload).toEqual(future);
    expect(letters.some(({ payload }) => payload.equals(large))).toBe(true);
    expect(reasons.get('schema')).toMatchObject({ topic, key: 'key-1', detail: 'n: invalid_type' });
  });

  it.each(modes)('survives a handler that throws, and loses nothing by it ($mode)', async (mode) => {
    const { topic, settings } = await place.topic(3);
    const thrown = new Set<number>();
    const handled: number[] = [];
    await service({
      settings,
      topic,
      mode,
      handle: ({ value }) => {
        if (value.n % 50 === 0 && !thrown.has(value.n)) {
          thrown.add(value.n);
          throw new Error('the database is away');
        }
        handled.push(value.n);
        return 'done';
      },
    });
    const wire = await publisher(settings);
    await wire.publish(
      topic,
      range(200).map((n) => out(`key-${n % 20}`, n)),
    );
    await until('all handled', () => new Set(handled).size === 200);
  });

  it('never passes a message whose handler was not back when the process closed', async () => {
    const { topic, settings } = await place.topic(1);
    const wire = await publisher(settings);
    let inHand = 0;
    const first = await openService({
      settings,
      topic,
      mode: { mode: 'each' },
      drainMs: 200,
      handle: async ({ value }) => {
        inHand += 1;
        if (value.n === 3) await new Promise(() => undefined);
        return 'done' as const;
      },
    });
    await wire.publish(
      topic,
      range(10).map((n) => out(`key-${n}`, n)),
    );
    await until('ten in hand', () => inHand === 10);
    await sleep(300);
    await first.close();
    const handled: number[] = [];
    await service({ settings, topic, mode: { mode: 'each' }, handle: ({ value }) => (handled.push(value.n), 'done') });
    await until('the one left in hand', () => handled.includes(3));
    // Committed up to the one in hand: what came before it does not come again.
    expect(handled.filter((n) => n < 3)).toEqual([]);
  });

  it('accounts for every message while consumers come and go, and keeps the order of a key in each of them', async () => {
    const { topic, settings } = await place.topic(6);
    const seen: { by: string; key: string; n: number }[] = [];
    const member = (by: string) =>
      openService({
        settings,
        topic,
        mode: { mode: 'each' },
        handle: async ({ key, value }) => {
          await sleep(Math.random() * 4);
          seen.push({ by, key, n: value.n });
          return 'done' as const;
        },
      });
    const wire = await publisher(settings);
    const first = await member('first');
    await joined(first);
    let published = 0;
    let publishing = true;
    const stream = (async () => {
      while (publishing) {
        await wire.publish(
          topic,
          range(20).map((index) => out(`key-${index % 12}`, published + index)),
        );
        published += 20;
        await sleep(10);
      }
    })();
    await until('the first at work', () => seen.length > 200);
    const second = await member('second');
    apps.push(second);
    await until('the second at work', () => seen.filter(({ by }) => by === 'second').length > 200);
    const firstKeys = new Set(
      seen
        .slice(-200)
        .filter(({ by }) => by === 'first')
        .map(({ key }) => key),
    );
    expect(firstKeys.size).toBeGreaterThan(0);

    const leaving = Date.now();
    await first.close();
    const left = Date.now() - leaving;
    const mark = seen.length;
    await until(
      'its keys at work again',
      () => [...firstKeys].every((key) => seen.slice(mark).some((entry) => entry.key === key)),
      10_000,
    );
    const settledMs = Date.now() - leaving;
    publishing = false;
    await stream;
    await until('every message handled', () => distinct(seen) === published);
    console.info(
      `${place.name}: left in ${left} ms, its keys at work again after ${settledMs} ms; ${seen.length} handled of ${published}`,
    );
    expect(settledMs).toBeLessThan(3_000);

    for (const by of ['first', 'second']) {
      const last = new Map<string, number>();
      for (const entry of seen.filter((candidate) => candidate.by === by)) {
        expect(entry.n).toBeGreaterThan(last.get(entry.key) ?? -1);
        last.set(entry.key, entry.n);
      }
    }
  });

  it('takes in no more than it can hold while its handler is stuck, and catches up afterwards', async () => {
    const { topic, settings } = await place.topic(1);
    const handled: number[] = [];
    let release: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => (release = resolve));
    await service({
      settings,
      topic,
      mode: { mode: 'batch' },
      handleBatch: async (messages) => {
        await stuck;
        handled.push(...messages.map(({ value }) => value.n));
        return messages.map(() => 'done' as const);
      },
    });
    const wire = await publisher(settings);
    const pad = 'x'.repeat(500);
    for (const n of range(9))
      await wire.publish(
        topic,
        range(1_000).map((index) => out(`key-${index % 50}`, n * 1_000 + index, pad)),
      );
    await sleep(500);
    release();
    await until('all 9,000', () => new Set(handled).size === 9_000);
    expect(handled).toHaveLength(9_000);
  });

  it('refuses a message no broker would take, at once', async () => {
    const { topic, settings } = await place.topic(1);
    const wire = await publisher(settings);
    await expect(wire.publish(topic, [out('key', 1, 'x'.repeat(1_000_001))])).rejects.toMatchObject({ code: 'too_large' });
  });
});
