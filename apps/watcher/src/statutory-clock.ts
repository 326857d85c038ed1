import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { legalDay, plusDays } from '#enforcement/watch/legal-day.js';
import { planSlots } from '#enforcement/watch/slot-plan.js';
import { Clock } from '#platform/clocks.js';
import { withCorrelation } from '#platform/correlation.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { answeredSlots, recordSlotAnswer } from '#storage/watch/answer-slots.js';
import { type DueWatch, dueWatches } from '#storage/watch/due-watches.js';
import { endWatches } from '#storage/watch/end-watches.js';
import { markAsked } from '#storage/watch/mark-asked.js';
import { markOverdue } from '#storage/watch/overdue-slots.js';
import { InquiryOrders } from './inquiry-orders.js';
import { OneAtATime } from './one-at-a-time.js';
import { PutOff } from './put-off.js';
import { WATCH_SETTINGS, type WatchSettings } from './watch-config.js';

const ROUND_MS = 1_000;
const BATCH = 100;
// how many orders are placed at once: enough for ten thousand cases an hour, and no burden on the API
const AT_ONCE = 4;

/** Asks for every dormant case in each half-year, on time by LegalTime, and records what came of it (R5.2-2). */
@Injectable()
export class StatutoryClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly one: OneAtATime;
  private readonly putOff = new PutOff();
  private readonly asked;
  private readonly failures;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly orders: InquiryOrders,
    metrics: Metrics,
    @Inject(WATCH_SETTINGS) private readonly settings: WatchSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.one = new OneAtATime(database);
    this.asked = metrics.counter('watch_slots_asked_total', 'Half-years of dormant cases asked for');
    this.failures = metrics.counter('watch_failures_total', 'Watches that could not be dealt with and were put off', ['step']);
  }

  onApplicationBootstrap(): void {
    this.schedule(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    await this.one.end();
  }

  private schedule(pauseMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.keep()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'the statutory clock missed a round; trying again'))
        .then(() => this.schedule(ROUND_MS));
    }, pauseMs);
  }

  /** Answers before lateness: what was complete in time is never called late, however long nobody looked. */
  private async keep(): Promise<void> {
    if (!(await this.isOn()) || !(await this.one.tryToBeIt())) return;
    await withCorrelation(undefined, async () => {
      await this.recordAnswers();
      const today = legalDay(this.clock.legal());
      await this.database.transaction((tx) => markOverdue(tx, today, BATCH, this.moment()));
      await this.askDue(today);
      await this.database.transaction((tx) => endWatches(tx, today, BATCH, this.moment()));
    });
  }

  private async recordAnswers(): Promise<void> {
    const slots = await answeredSlots(this.database, this.putOff.now(this.clock.machine()), BATCH);
    for (const slot of slots) {
      await this.dealWith(slot.watchId, 'answer', async () => {
        await this.database.transaction((tx) => recordSlotAnswer(tx, slot, this.settings.rule, this.moment()));
      });
    }
  }

  private async askDue(today: string): Promise<void> {
    const safeUntil = plusDays(today, this.settings.safetyDays);
    const due = await dueWatches(this.database, safeUntil, this.putOff.now(this.clock.machine()), BATCH);
    const queue = due[Symbol.iterator]();
    const askers = Array.from({ length: AT_ONCE }, async () => {
      for (const watch of queue) {
        if (this.stopped) return;
        await this.dealWith(watch.watchId, 'ask', () => this.ask(watch, today, safeUntil));
      }
    });
    await Promise.all(askers);
  }

  private async ask(watch: DueWatch, today: string, safeUntil: string): Promise<void> {
    const plan = planSlots(watch.waiting, today, safeUntil);
    if (plan === undefined) return;
    const orderIds: string[] = [];
    for (const debtorId of watch.debtorIds) orderIds.push(await this.orders.place(watch, plan.ask, debtorId, today));
    const marked = await this.database.transaction((tx) => markAsked(tx, watch, plan, orderIds, this.moment()));
    if (!marked) return;
    this.asked.inc();
    if (plan.late.length > 0)
      this.logger.warn({ caseId: watch.caseId, slots: plan.late }, 'half-years passed without an inquiry');
  }

  /** One watch that fails is put off and tried again; the others go on. */
  private async dealWith(watchId: string, step: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.putOff.forget(watchId);
    } catch (error) {
      this.failures.inc({ step });
      const pauseMs = this.putOff.again(watchId, this.clock.machine());
      this.logger.warn({ err: error, watchId, step, pauseMs }, 'a watch was put off');
    }
  }

  private async isOn(): Promise<boolean> {
    const { rowCount } = await this.database.query(`select 1 from switch where scope = 'watch' and not is_on`);
    return rowCount === 0;
  }

  private moment() {
    return { machine: this.clock.machine(), legal: this.clock.legal() };
  }
}
