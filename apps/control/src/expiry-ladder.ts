import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { type Terms } from '#storage/law/term-file.js';
import { isWorkingDay } from '#storage/law/working-days.js';
import { raiseExpiryWarnings, type Warning } from '#storage/terms/expiry-warnings.js';
import { DailyLook } from './daily-look.js';

export const TERMS = 'terms';

/** Warns of ends of freezes that come near, by legal time. */
@Injectable()
export class ExpiryLadder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly looks: DailyLook;

  constructor(
    private readonly database: Database,
    clock: Clock,
    @Inject(TERMS) private readonly terms: Terms,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.looks = new DailyLook('expiry-ladder', clock, (day, at) => this.look(day, at), logger);
  }

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.looks.stop();
  }

  private async look(day: string, at: Moment): Promise<void> {
    const warnings = await raiseExpiryWarnings(this.database, day, this.terms.ladder, isWorkingDay, at);
    for (const warning of warnings) this.say(warning);
  }

  /** An alarm is for somebody to act on now: no renewal, or one the institution has not confirmed. */
  private say({ alarm, ...facts }: Warning): void {
    if (alarm) this.logger.error(facts, 'a freeze ends soon and its renewal is not confirmed; renew it, or its rank is lost');
    else this.logger.info(facts, 'a freeze ends soon');
  }
}
