import { hasEffect } from '#enforcement/measure.js';
import { type Outcome } from '#messages/answers.js';
import { asMachine, type Clock, type MachineTime } from '#platform/clocks.js';
import { correlationId, withCorrelation } from '#platform/correlation.js';
import { type RequestItem } from '#messages/requests.js';
import { type BatchHeard, readBatch } from './batch-outcomes.js';
import { type Counterparty } from './counterparties.js';
import { type BatchCall, type Prepared, silent, textOf } from './driver.js';
import { type Exchanged, type ExchangeRecord } from './exchange-record.js';
import { type Heard } from './institution-client.js';

interface Waiting {
  readonly item: RequestItem;
  readonly prepared: Prepared;
  readonly text: string;
  readonly notAfter: MachineTime;
  readonly correlationId: string | undefined;
  readonly resolve: (exchanged: Exchanged) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchLimits {
  readonly call: BatchCall;
  readonly most: number;
  /** While so many calls are under way the next one waits a moment to fill: more would only carry less each. */
  readonly enough: number;
  /** Never more calls than these. */
  readonly atOnce: number;
}

/** A call that waits to fill waits no longer than this, however slow the others are: what came last may be urgent. */
const FILLING_MS = 100;

type Alone = (item: RequestItem, prepared: Prepared) => Promise<Exchanged>;

/**
 * Requests of one institution on their way out in batch calls. A call takes what is ready when its turn in the lane comes; a request that
 * is alone goes by the call of its own.
 */
export class Batching {
  private waiting: Waiting[] = [];
  private underWay = 0;
  private isNextInLine = false;
  private filling: NodeJS.Timeout | undefined;

  constructor(
    private readonly counterparty: Counterparty,
    private readonly limits: BatchLimits,
    private readonly record: Pick<ExchangeRecord, 'timed' | 'oddBatch'>,
    private readonly clock: Clock,
    /** The call of its own, inside a slot of the lane. */
    private readonly alone: Alone,
  ) {}

  /** Resolves with what became of this request, however its batch fared. */
  join(item: RequestItem, prepared: Prepared): Promise<Exchanged> {
    const text = textOf(prepared.call.body ?? {});
    const notAfter = asMachine(new Date(item.notAfter));
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, prepared, text, notAfter, correlationId: correlationId(), resolve, reject });
      this.look();
    });
  }

  private look(): void {
    if (this.isNextInLine || this.waiting.length === 0 || this.underWay >= this.limits.atOnce) return;
    if (this.underWay < this.limits.enough || this.waiting.length >= this.limits.most) this.stepUp();
    else this.filling ??= setTimeout(() => this.fill(), FILLING_MS);
  }

  private fill(): void {
    this.filling = undefined;
    if (!this.isNextInLine && this.waiting.length > 0 && this.underWay < this.limits.atOnce) this.stepUp();
  }

  /** One call at a time stands in line for the lane. It takes what is there when it gets in, and the next steps up for the rest. */
  private stepUp(): void {
    this.isNextInLine = true;
    // what this turn of the event loop brings comes along
    setImmediate(() => void this.work());
  }

  private async work(): Promise<void> {
    const { lane } = this.counterparty;
    // all that wait here have an effect, or none
    const isPressing = this.waiting.some(({ item }) => hasEffect(item.task.measure));
    const single = await lane.run(() => this.next(), isPressing);
    this.look();
    await Promise.all(single.map((one) => lane.run(() => this.carryAlone(one), isPressing)));
  }

  private async next(): Promise<readonly Waiting[]> {
    const batch = this.take();
    this.isNextInLine = false;
    this.underWay += 1;
    this.look();
    try {
      return await this.carry(batch);
    } catch (error) {
      for (const one of batch) one.reject(error);
      return [];
    } finally {
      this.underWay -= 1;
    }
  }

  private take(): readonly Waiting[] {
    const { most, call } = this.limits;
    const ids = new Set<string>();
    let bytes = ENVELOPE_BYTES;
    for (const { item, text } of this.waiting) {
      bytes += Buffer.byteLength(text) + 1;
      // two attempts of one request would be told under one id
      const fits = ids.size < most && bytes <= call.mostBytes && !ids.has(item.requestId);
      if (!fits && ids.size > 0) break;
      ids.add(item.requestId);
    }
    return this.waiting.splice(0, ids.size);
  }

  /** Settles all but those it returns: of them nothing has left, or the institution has done nothing, and each may go by itself. */
  private async carry(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    for (let left = batch; ;) {
      const [first, second] = left;
      if (first === undefined) return [];
      if (second === undefined) return this.carryAlone(first).then(() => []);
      const heard = await this.ask(left);
      // Nothing left this machine, since the clock had passed the earliest of them: the others go without it.
      if (heard.reading.kind === 'silent' && heard.reading.reached === 'no' && heard.reading.cause === 'not_after') {
        left = this.withoutLate(left);
      } else {
        return this.settle(left, heard);
      }
    }
  }

  private ask(batch: readonly Waiting[]): Promise<Heard<BatchHeard>> {
    const { profile, client } = this.counterparty;
    const { call } = this.limits;
    const requests = batch.map(({ item, prepared }) => ({ requestId: item.requestId, read: prepared.read }));
    const question = {
      call: call.call(batch.map(({ text }) => text)),
      read: (reply: Parameters<BatchCall['read']>[0]) => readBatch(call, requests, reply),
      notAfter: earliest(batch),
    };
    const origins = new Set(batch.map((one) => one.correlationId));
    // a call of several origins gets an id of its own
    const id = origins.size === 1 ? batch[0]?.correlationId : undefined;
    return withCorrelation(id, () => this.record.timed(profile.code, 'batch', () => client.ask(question)));
  }

  private withoutLate(batch: readonly Waiting[]): readonly Waiting[] {
    const now = this.clock.machine();
    const { late = [], inTime = [] } = Object.groupBy(batch, (one) => (now > one.notAfter ? 'late' : 'inTime'));
    for (const one of late) one.resolve({ outcome: silent('no', 'not_after'), raw: undefined });
    return inTime;
  }

  private settle(batch: readonly Waiting[], { reading, raw }: Heard<BatchHeard>): readonly Waiting[] {
    const { code } = this.counterparty.profile;
    if (reading.kind === 'call_refused') {
      this.record.oddBatch(code, { refused: reading.cause });
      return batch;
    }
    if ('outcomes' in reading) {
      if (reading.odd > 0) this.record.oddBatch(code, { odd: reading.odd });
      for (const one of batch) one.resolve(reading.outcomes.get(one.item.requestId) ?? NOT_TOLD);
    } else {
      const outcome: Outcome = reading;
      // a page nobody can read is kept once, with the first, and not five hundred times
      for (const [index, one] of batch.entries()) one.resolve({ outcome, raw: index === 0 ? raw : undefined });
    }
    return [];
  }

  private async carryAlone({ item, prepared, correlationId: id, resolve, reject }: Waiting): Promise<void> {
    await withCorrelation(id, () => this.alone(item, prepared)).then(resolve, reject);
  }
}

const ENVELOPE_BYTES = 16;
const NOT_TOLD: Exchanged = { outcome: silent('maybe', 'not_told'), raw: undefined };

function earliest(batch: readonly Waiting[]): MachineTime {
  return batch.map(({ notAfter }) => notAfter).reduce((first, other) => (other < first ? other : first));
}
