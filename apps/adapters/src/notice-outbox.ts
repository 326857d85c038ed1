import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CREDITS } from '#messages/topics.js';
import { Clock, plusMs } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database, type Queryable } from '#storage/database.js';
import { newestLines, storeOutcome } from '#storage/journal/exchange-journal.js';
import { type NoticeKey, noticeProduced, type StoredNotice, takeNotice, waitingNotices } from '#storage/journal/notices.js';
import { Wire } from '#wire/wire.js';
import { AnswerOutlet } from './answer-outlet.js';
import { Counterparties, type Counterparty } from './counterparties.js';
import { type LateAnswer, type Parsed } from './driver.js';
import { parseOutcome, toTell } from './outcomes.js';

const SWEEP_EVERY_MS = 1_000;
const MOST = 200;
/** Each holds a database session while the broker answers. */
const AT_ONCE = 2;

/**
 * Stored notices on their way to control and the watcher: at once after storing, and by sweep for what a crash or another process left.
 * A notice may overtake the 202 it follows; what names a request we do not know yet is looked at again until no 202 can come any more.
 */
@Injectable()
export class NoticeOutbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly queued = new Map<string, NoticeKey>();
  private readonly running = new Set<Promise<void>>();
  private readonly strangers;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly counterparties: Counterparties,
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly outlet: AnswerOutlet,
    private readonly clock: Clock,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.strangers = metrics.counter('adapter_strange_answers_total', 'Answers to requests this institution was never sent', [
      'institution',
    ]);
  }

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => void this.sweep(), 0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(this.running);
  }

  wake(key: NoticeKey): void {
    this.queued.set(`${key.institution}/${key.kind}/${key.noticeId}`, key);
    if (!this.stopped && this.running.size < AT_ONCE) this.run(this.drain());
  }

  private run(work: Promise<void>): void {
    const tracked = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  private async drain(): Promise<void> {
    for (let entry = this.first(); entry !== undefined && !this.stopped; entry = this.first()) {
      const [name, key] = entry;
      this.queued.delete(name);
      try {
        await this.database.transaction((tx) => this.produce(tx, key));
      } catch (error) {
        this.logger.warn({ err: error, noticeId: key.noticeId }, 'notice not produced; trying again');
      }
    }
  }

  private first(): [string, NoticeKey] | undefined {
    return this.queued.entries().next().value;
  }

  private async sweep(): Promise<void> {
    try {
      const codes = this.counterparties.all().map(({ profile }) => profile.code);
      const before = plusMs(this.clock.machine(), -SWEEP_EVERY_MS);
      for (const key of await waitingNotices(this.database, codes, before, MOST)) this.wake(key);
    } catch (error) {
      this.logger.warn({ err: error }, 'waiting notices not read; trying again');
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.sweep(), SWEEP_EVERY_MS);
  }

  private async produce(tx: Queryable, key: NoticeKey): Promise<void> {
    const counterparty = this.counterparties.find(key.institution);
    // of another group: its adapters sweep it
    if (counterparty === undefined) return;
    const notice = await takeNotice(tx, key);
    if (notice === undefined) return;
    const complete =
      key.kind === 'credits' ? await this.credits(counterparty, notice) : await this.answers(tx, counterparty, notice);
    if (complete) await noticeProduced(tx, key, this.clock.machine());
  }

  private async credits({ profile, driver }: Counterparty, notice: StoredNotice): Promise<boolean> {
    const parsed = driver.creditsNotice?.(notice.body);
    if (parsed === undefined || !parsed.ok) return this.noLongerReadable(notice, parsed);
    const { institution, noticeId } = notice;
    const value = { type: 'credits', version: 1, institution, noticeId, items: parsed.value };
    await this.wire.publish(CREDITS, [{ key: profile.code, value }]);
    return true;
  }

  private async answers(tx: Queryable, counterparty: Counterparty, notice: StoredNotice): Promise<boolean> {
    const parsed = counterparty.driver.answersNotice(notice.body);
    if (!parsed.ok) return this.noLongerReadable(notice, parsed);
    const lines = await newestLines(
      tx,
      parsed.value.map((late) => late.requestId),
    );
    const isOurs = (late: LateAnswer) => lines.get(late.requestId)?.institution === notice.institution;
    await Promise.all(parsed.value.filter(isOurs).map((late) => this.answer(tx, late, lines)));
    const strange = parsed.value.filter((late) => !isOurs(late)).length;
    const { connectMs, answerMs } = counterparty.profile.timeouts;
    const patienceMs = connectMs + answerMs + 5_000;
    if (strange > 0 && this.clock.machine().getTime() - notice.receivedAt.getTime() < patienceMs) return false;
    if (strange > 0) {
      this.strangers.inc({ institution: notice.institution }, strange);
      this.logger.warn(
        { institution: notice.institution, noticeId: notice.noticeId, answers: strange },
        'answers to requests this institution was never sent; kept in the notice, told to nobody',
      );
    }
    return true;
  }

  private async answer(tx: Queryable, late: LateAnswer, lines: Awaited<ReturnType<typeof newestLines>>): Promise<void> {
    const line = lines.get(late.requestId);
    if (line === undefined) return;
    const at = this.clock.machine();
    const stored = parseOutcome(await storeOutcome(tx, line, late.answer, at));
    const { requestId, attempt, institution } = line;
    const outcome = toTell(stored, late.answer);
    await this.outlet.publish({ caseId: line.caseId, requestId, attempt, institution, at: at.toISOString(), outcome });
  }

  // It was readable when it was stored: the code has changed since. The notice stays, a person reads it.
  private noLongerReadable(notice: StoredNotice, parsed: Parsed<unknown> | undefined): boolean {
    const field = parsed === undefined || parsed.ok ? '(kind)' : parsed.field;
    this.logger.error({ institution: notice.institution, noticeId: notice.noticeId, field }, 'a stored notice cannot be read');
    return true;
  }
}
