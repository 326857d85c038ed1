import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { type Terms } from '#storage/law/term-file.js';
import { isWorkingDay } from '#storage/law/working-days.js';
import { raiseExpiryWarnings, type Warning } from '#storage/terms/expiry-warnings.js';
import { Repeat } from './repeat.js';

export const TERMS = 'terms';

const EVERY_MS = 1_000;
const LOOK_AGAIN_MS = 60_000;

/** Warns of ends that come near, by legal time. Looks when the legal day turns, and once a minute for freezes and refusals that came since. */
@Injectable()
export class ExpiryLadder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: Repeat;
  private looked: { readonly day: string; readonly atMs: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(TERMS) private readonly terms: Terms,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.loop = new Repeat('expiry-ladder', () => this.look().then(() => EVERY_MS), logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async look(): Promise<void> {
    const at = { machine: this.clock.machine(), legal: this.clock.legal() };
    const day = legalDay(at.legal);
    if (this.looked?.day === day && at.machine.getTime() - this.looked.atMs < LOOK_AGAIN_MS) return;
    const warnings = await raiseExpiryWarnings(this.database, day, this.terms.ladder, isWorkingDay, at);
    for (const warning of warnings) this.say(warning);
    this.looked = { day, atMs: at.machine.getTime() };
  }

  /** An alarm is for somebody to act on now: no renewal, or one the institution has not confirmed. */
  private say({ alarm, ...facts }: Warning): void {
    if (alarm) this.logger.error(facts, 'a freeze ends soon and its renewal is not confirmed; renew it, or its rank is lost');
    else this.logger.info(facts, 'a freeze ends soon');
  }
}
