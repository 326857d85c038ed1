import { withCorrelation } from '#platform/correlation.js';
import { type Logger } from '#platform/logger.js';
import { type Consumption } from './consume.js';
import { parsePayload } from './parse.js';
import { type WireMetrics } from './wire-metrics.js';
import { type DeadLetterSink, type Received, type Verdict } from './wire.js';

/** A message as a broker gives it. */
export interface RawMessage {
  readonly offset: number;
  readonly key: string;
  readonly value: Buffer | null;
  readonly correlationId: string | undefined;
  readonly isUrgent?: boolean | undefined;
}

/** A message in hand: `attempts` counts the times its handler had it and did not settle it. */
export interface Held extends RawMessage {
  attempts: number;
}

/** The handler threw or its dead letter could not be stored: nothing of the call is settled. */
class HandlerFailed extends Error {}

/** From raw messages to verdicts: parse, call, store dead letters. True = settled, the offset may pass. */
export class Handling {
  constructor(
    readonly topic: string,
    readonly consumption: Consumption,
    private readonly call: (payload: unknown) => Promise<unknown>,
    private readonly deadLetters: DeadLetterSink,
    private readonly metrics: WireMetrics,
    private readonly logger: Logger,
  ) {}

  async each(partition: number, held: Held): Promise<boolean> {
    const [settled] = await this.handle(partition, [held], async ([message]) => [(await this.call(message)) as Verdict]);
    return settled === true;
  }

  /**
   * One call for all that can be read. After an `again` every later message of the same key is `again` too: order per key holds
   * across redelivery, at the price of handling the later ones twice.
   */
  batch(partition: number, batch: readonly Held[]): Promise<boolean[]> {
    return this.handle(partition, batch, async (messages) => (await this.call(messages)) as readonly Verdict[]);
  }

  private async handle(
    partition: number,
    batch: readonly Held[],
    call: (messages: readonly Received<unknown>[]) => Promise<readonly Verdict[]>,
  ): Promise<boolean[]> {
    const readable: Received<unknown>[] = [];
    const verdicts = batch.map((held): Verdict | undefined => {
      const parsed = parsePayload(this.consumption.schema, held.value);
      if ('reason' in parsed) return { dead: parsed.reason, detail: parsed.detail };
      readable.push(this.received(partition, held, parsed.value));
      return undefined;
    });
    try {
      const answers = readable.length === 0 ? [] : await this.timed(batch, () => call(readable));
      return await this.settle(partition, batch, fill(verdicts, answers, readable.length));
    } catch (error) {
      this.metrics.verdict(this.topic, 'again', batch.length);
      this.report(partition, batch, error);
      throw new HandlerFailed('again', { cause: error });
    }
  }

  private async settle(partition: number, batch: readonly Held[], verdicts: readonly Verdict[]): Promise<boolean[]> {
    const waiting = new Set<string>();
    const settled: boolean[] = [];
    const count = { done: 0, again: 0, dead: 0 };
    for (const [index, held] of batch.entries()) {
      const verdict = verdicts[index] ?? 'again';
      if (verdict === 'again' || waiting.has(held.key)) waiting.add(held.key);
      else if (verdict !== 'done') await this.bury(partition, held, verdict);
      settled.push(!waiting.has(held.key));
      count[waiting.has(held.key) ? 'again' : verdict === 'done' ? 'done' : 'dead'] += 1;
    }
    for (const word of ['done', 'again', 'dead'] as const) this.metrics.verdict(this.topic, word, count[word]);
    return settled;
  }

  private async bury(partition: number, held: Held, verdict: { dead: string; detail: string }): Promise<void> {
    await this.deadLetters({
      topic: this.topic,
      partition,
      offset: String(held.offset),
      key: storableKey(held.key),
      payload: held.value ?? Buffer.alloc(0),
      correlationId: held.correlationId,
      reason: verdict.dead,
      detail: verdict.detail,
    });
    this.logger.warn({ topic: this.topic, partition, offset: held.offset, reason: verdict.dead }, 'dead letter');
  }

  private async timed<T>(batch: readonly Held[], work: () => Promise<T>): Promise<T> {
    const ids = new Set(batch.map((held) => held.correlationId));
    const stop = this.metrics.handling(this.topic);
    try {
      // A batch of several origins gets an id of its own.
      return await withCorrelation(ids.size === 1 ? batch[0]?.correlationId : undefined, work);
    } finally {
      stop();
    }
  }

  private received(partition: number, held: Held, value: unknown): Received<unknown> {
    const { key, correlationId, isUrgent = false } = held;
    return {
      topic: this.topic,
      partition,
      offset: String(held.offset),
      key,
      value,
      correlationId,
      isUrgent,
      redelivered: held.attempts > 0,
    };
  }

  // Errors of databases carry rows in their fields: the stack is all that is logged. The first tries are routine; the eighth, after
  // some twenty seconds, needs a person.
  private report(partition: number, batch: readonly Held[], error: unknown): void {
    const attempts = Math.max(...batch.map((held) => held.attempts)) + 1;
    const stack = error instanceof Error ? error.stack : String(error);
    const level = attempts === 8 ? 'error' : attempts < 3 ? 'warn' : 'debug';
    this.logger[level](
      { topic: this.topic, partition, messages: batch.length, attempts, stack },
      'handler failed, will try again',
    );
  }
}

/** Our keys are short codes. What a stranger sends may be anything, and a text no database keeps would hold up its partition for ever. */
function storableKey(key: string): string {
  return key.replaceAll('\0', '\uFFFD').slice(0, 200);
}

function fill(verdicts: readonly (Verdict | undefined)[], answers: readonly Verdict[], expected: number): Verdict[] {
  if (!Array.isArray(answers) || answers.length !== expected || answers.includes(undefined as never)) {
    throw new Error(`A handler gave ${answers.length} verdicts for ${expected} messages. Return one for each, in their order.`);
  }
  const rest = [...answers];
  return verdicts.map((verdict) => verdict ?? (rest.shift() as Verdict));
}
