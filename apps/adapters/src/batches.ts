import { hasEffect, type Measure } from '#enforcement/measure.js';
import { batchOf } from '#institutions/profile.js';
import { type RequestItem } from '#messages/requests.js';
import { type Clock } from '#platform/clocks.js';
import { Batching } from './batching.js';
import { type Counterparty } from './counterparties.js';
import { type Prepared } from './driver.js';
import { type Exchanged, type ExchangeRecord } from './exchange-record.js';

type Alone = (counterparty: Counterparty, item: RequestItem, prepared: Prepared) => Promise<Exchanged>;

interface Ways {
  readonly inquiries: Batching;
  readonly measures: Batching;
}

/**
 * The batch calls of the institutions that have one. Inquiries and measures never share a call: a freeze does not wait for five hundred
 * searches, and a lost answer to searches leaves no measure unconfirmed. Inquiries wait for a call to fill while others are under way;
 * measures go at once, in as many calls as the lane has room for.
 */
export class Batches {
  private readonly ways = new Map<Counterparty, Ways>();

  constructor(
    private readonly record: ExchangeRecord,
    private readonly clock: Clock,
    private readonly alone: Alone,
  ) {}

  /** Undefined where this measure of this institution goes by a call of its own. */
  of(counterparty: Counterparty, measure: Measure): Batching | undefined {
    const offered = batchOf(counterparty.profile);
    if (offered === undefined || counterparty.driver.batch?.measures.includes(measure) !== true) return undefined;
    const ways = this.ways.get(counterparty) ?? this.open(counterparty, offered.most, counterparty.driver.batch);
    this.ways.set(counterparty, ways);
    return hasEffect(measure) ? ways.measures : ways.inquiries;
  }

  private open(counterparty: Counterparty, offered: number, call: NonNullable<Counterparty['driver']['batch']>): Ways {
    const most = Math.min(offered, call.mostItems);
    const way = (atOnce: number) =>
      new Batching(counterparty, { call, most, atOnce }, this.record, this.clock, (item, prepared) =>
        this.alone(counterparty, item, prepared),
      );
    // as many full calls as the window has room for; with more, each would carry less
    const full = Math.ceil(counterparty.profile.window.max / most);
    return { inquiries: way(full), measures: way(Infinity) };
  }
}
