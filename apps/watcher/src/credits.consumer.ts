import { Controller, Inject } from '@nestjs/common';
import { type CreditsMessage, creditsMessage } from '#messages/credits.js';
import { CREDITS } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database, isAboutTheRows, sqlState } from '#storage/database.js';
import { type Credit, recordCredits } from '#storage/watch/record-credits.js';
import { Consume } from '#wire/consume.js';
import { dead, type Received, type Verdict } from '#wire/wire.js';
import { WATCH_SETTINGS, type WatchSettings } from './watch-config.js';

/** Money that arrived at debtors of dormant cases. The watcher proposes: a finding is all it makes of it. */
@Controller()
export class CreditsConsumer {
  private readonly credits;
  private readonly findings;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    metrics: Metrics,
    @Inject(WATCH_SETTINGS) private readonly settings: WatchSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.credits = metrics.counter('credits_total', 'Credits reported by banks, first time only', ['matched']);
    this.findings = metrics.counter('findings_total', 'Findings opened because of credits');
  }

  @Consume(CREDITS, creditsMessage, { mode: 'batch', maxBatch: 100 })
  record(messages: readonly Received<CreditsMessage>[]): Promise<readonly Verdict[]> {
    return this.recordHalving(messages);
  }

  /** One transaction per batch; a batch that fails otherwise than by a conflict is halved until the single offender is found. */
  private async recordHalving(messages: readonly Received<CreditsMessage>[]): Promise<readonly Verdict[]> {
    try {
      const at = { machine: this.clock.machine(), legal: this.clock.legal() };
      const credits = messages.flatMap(({ value }) => creditsOf(value));
      const { stored, matched, findings } = await this.database.transaction((tx) =>
        recordCredits(tx, credits, this.settings.rule, at),
      );
      this.credits.inc({ matched: 'yes' }, matched);
      this.credits.inc({ matched: 'no' }, stored - matched);
      this.findings.inc(findings);
      this.logger.info({ messages: messages.length, stored, matched, findings }, 'credits recorded');
      return messages.map(() => 'done');
    } catch (error) {
      // no answer of the database is nobody's fault: the whole batch comes again
      if (!isAboutTheRows(error)) throw error;
      if (messages.length === 1) return [dead('unstorable_credit', `the database refused it (${sqlState(error) ?? 'unknown'})`)];
      const half = messages.length >> 1;
      return [...(await this.recordHalving(messages.slice(0, half))), ...(await this.recordHalving(messages.slice(half)))];
    }
  }
}

function creditsOf({ institution, noticeId, items }: CreditsMessage): Credit[] {
  return items.map(({ subject, creditId, account, amountFen, availableFen, currency, bookedAt }) => ({
    institution,
    noticeId,
    creditId,
    account,
    idNumber: subject.idNumber,
    amountFen,
    availableFen,
    currency,
    bookedAt,
  }));
}
