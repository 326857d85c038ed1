import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { z } from 'zod';
import { Metrics } from '#platform/metrics.js';
import { BatchIntake } from './batch-intake.js';
import { EachIntake } from './each-intake.js';
import { Handling } from './handling.js';
import { type IntakeEvents } from './partition-intake.js';
import { WireMetrics } from './wire-metrics.js';
import { type DeadLetterSink, type Received, type Verdict } from './wire.js';

const metrics = new WireMetrics(new Metrics());
const log = pino({ level: 'silent' });
const events: IntakeEvents = { moved: () => undefined, room: () => undefined };
const raw = (offset: number, key: string, value: unknown = offset) => ({
  offset,
  key,
  value: Buffer.from(JSON.stringify(value)),
  correlationId: undefined,
});
const ticks = async (count: number) => {
  for (let tick = 0; tick < count; tick += 1) await Promise.resolve();
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

function handling(
  mode: 'each' | 'batch',
  call: (payload: never) => Promise<unknown>,
  sink: DeadLetterSink = () => Promise.resolve(),
) {
  const consumption = { schema: z.number(), mode: mode === 'each' ? { mode } : { mode, maxBatch: 7 } };
  return new Handling('topic', consumption, call as (payload: unknown) => Promise<unknown>, sink, metrics, log);
}

const arrivals = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), pauseTicks: fc.nat(40), workTicks: fc.nat(8) }), {
  minLength: 1,
  maxLength: 40,
});

describe('intakes', () => {
  it('each: settles whatever arrives whenever it arrives, a key in its order', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (messages) => {
        const seen: Received<number>[] = [];
        const intake = new EachIntake(
          0,
          handling('each', async (message: Received<number>) => {
            await ticks(messages[message.value]?.workTicks ?? 0);
            seen.push(message);
            return 'done';
          }),
          events,
        );
        for (const [offset, { key, pauseTicks }] of messages.entries()) {
          intake.take([raw(offset, key)], offset + 1);
          await ticks(pauseTicks);
        }
        for (let round = 0; round < 20 && intake.lag() > 0; round += 1) await turn();
        expect(intake.lag()).toBe(0);
        for (const key of ['a', 'b', 'c']) {
          const order = seen.filter((message) => message.key === key).map(({ value }) => value);
          expect(order).toEqual([...order].sort((one, other) => one - other));
        }
      }),
    );
  });

  it('batch: settles whatever arrives whenever it arrives, in the order of the partition, never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (messages) => {
        const seen: number[] = [];
        const intake = new BatchIntake(
          0,
          handling('batch', async (batch: readonly Received<number>[]) => {
            expect(batch.length).toBeLessThanOrEqual(7);
            await ticks(messages[batch[0]?.value ?? 0]?.workTicks ?? 0);
            seen.push(...batch.map(({ value }) => value));
            return batch.map((): Verdict => 'done');
          }),
          events,
        );
        for (const [offset, { key, pauseTicks }] of messages.entries()) {
          intake.take([raw(offset, key)], offset + 1);
          await ticks(pauseTicks);
        }
        for (let round = 0; round < 20 && intake.lag() > 0; round += 1) await turn();
        expect(seen).toEqual([...messages.keys()]);
        expect(intake.lag()).toBe(0);
      }),
    );
  });

  it('batch: after an `again` what follows of its key waits with it, and only that', async () => {
    let refuse = true;
    const calls: number[][] = [];
    const intake = new BatchIntake(
      0,
      handling('batch', (batch: readonly Received<number>[]) => {
        calls.push(batch.map(({ value }) => value));
        const verdicts = batch.map((message): Verdict => (refuse && message.value === 0 ? 'again' : 'done'));
        refuse = false;
        return Promise.resolve(verdicts);
      }),
      events,
    );
    intake.take([raw(0, 'a'), raw(1, 'b'), raw(2, 'a')], 3);
    await turn();
    expect(intake.position()).toBe(0);
    intake.take([raw(3, 'a'), raw(4, 'b')], 5);
    await turn();
    expect(calls).toEqual([[0, 1, 2], [4]]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls).toEqual([[0, 1, 2], [4], [0, 2, 3]]);
    expect(intake.position()).toBe(5);
  });

  it('takes a wrong number of verdicts for a throw: nothing passes', async () => {
    const intake = new BatchIntake(
      0,
      handling('batch', () => Promise.resolve(['done'])),
      events,
    );
    intake.take([raw(0, 'a'), raw(1, 'b')], 2);
    await turn();
    expect(intake.position()).toBe(0);
    await intake.stop();
  });

  it('lets a dead letter pass only when its sink has it', async () => {
    let stored = false;
    const sink = () => (stored ? Promise.resolve() : Promise.reject(new Error('away')));
    const intake = new EachIntake(
      0,
      handling('each', () => Promise.resolve('done'), sink),
      events,
    );
    intake.take([raw(0, 'a', 'not a number')], 1);
    await turn();
    expect(intake.position()).toBe(0);
    stored = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(intake.position()).toBe(1);
  });

  it('starts nothing more once stopped, and waits for what is in hand', async () => {
    let release: () => void = () => undefined;
    const started: number[] = [];
    const intake = new EachIntake(
      0,
      handling('each', async ({ value }: Received<number>) => {
        started.push(value);
        await new Promise<void>((resolve) => (release = resolve));
        return 'done';
      }),
      events,
    );
    intake.take([raw(0, 'a'), raw(1, 'a')], 2);
    await turn();
    const stopped = intake.stop();
    release();
    await stopped;
    expect(started).toEqual([0]);
    expect(intake.position()).toBe(1);
  });
});
