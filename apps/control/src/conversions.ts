import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { convertPreservation, dueConversions } from '#storage/freezes/convert-preservation.js';
import { Repeat } from './repeat.js';

const EVERY_MS = 500;
const MOST = 50;

/** Hands the freezes of a preservation case on to its enforcement case, whichever replica comes first (R2.1-7). */
@Injectable()
export class Conversions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: Repeat;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.loop = new Repeat('conversions', () => this.round(), logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<number> {
    const at = { machine: this.clock.machine(), legal: this.clock.legal() };
    const due = await dueConversions(this.database, at.machine, MOST);
    for (const caseId of due) {
      const freezes = await convertPreservation(this.database, caseId, at);
      if (freezes > 0) this.logger.info({ caseId, freezes }, 'preservation turned into enforcement');
    }
    return due.length === MOST ? 0 : EVERY_MS;
  }
}
