import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { type TimeLimitRules } from '#storage/law/time-limit-file.js';
import { isWorkingDay } from '#storage/law/working-days.js';
import { raiseTimeLimits, type ToldTimeLimit } from '#storage/time-limits/time-limit-warnings.js';
import { DailyLook } from './daily-look.js';

export const TIME_LIMIT_RULES = 'time-limit-rules';

/** Warns of what the court itself has to do by a day: answer a bank's objection (R1.3-3), end a stay whose last day has come (R7.2). */
@Injectable()
export class TimeLimits implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly looks: DailyLook;

  constructor(
    private readonly database: Database,
    clock: Clock,
    @Inject(TIME_LIMIT_RULES) private readonly rules: TimeLimitRules,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.looks = new DailyLook('time-limits', clock, (day, at) => this.look(day, at), logger);
  }

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.looks.stop();
  }

  private async look(day: string, at: Moment): Promise<void> {
    for (const one of await raiseTimeLimits(this.database, day, this.rules, isWorkingDay, at)) this.say(one);
  }

  private say({ alarm, ...facts }: ToldTimeLimit): void {
    if (alarm) this.logger.error(facts, 'a time limit of the court ends or has passed; answer the objection, or end the stay');
    else this.logger.info(facts, 'a time limit of the court comes near');
  }
}
