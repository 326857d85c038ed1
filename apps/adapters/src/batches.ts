import { hasEffect, type Measure } from '#enforcement/measure.js';
import { batchOf, callsAtOnce } from '#institutions/profile.js';
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
 * searches, and a lost answer to searches leaves no measure unconfirmed. Inquiries may wait a moment for their call to fill and leave room in
 * the lane, as much as the window keeps for urgent requests; measures go at once.
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
    const { profile } = counterparty;
    const most = Math.min(offered, call.mostItems);
    const way = (enough: number, atOnce: number) =>
      new Batching(counterparty, { call, most, enough, atOnce }, this.record, this.clock, (item, prepared) =>
        this.alone(counterparty, item, prepared),
      );
    const full = Math.ceil(profile.window.max / most);
    const spared = Math.ceil(callsAtOnce(profile) * profile.window.urgentShare);
    return { inquiries: way(full, Math.max(1, callsAtOnce(profile) - spared)), measures: way(Infinity, Infinity) };
  }
}
