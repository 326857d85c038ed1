import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ANSWERS, CREDITS, STATEMENTS } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { forgetWhatABrokerLost } from '#storage/journal/broker-mark.js';
import { Wire } from '#wire/wire.js';

const EVERY_MS = 15_000;

/**
 * Notices and statement lines pass through the broker once; nobody asks for them again as control asks for answers. So a broker that has
 * lost its data is noticed here, and what it may have held is told anew. Readers take each notice and each line once.
 */
@Injectable()
export class BrokerWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.lookIn(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private lookIn(pauseMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.lookIn(EVERY_MS));
    }, pauseMs);
  }

  private async look(): Promise<void> {
    const seen = await this.wire.incarnation([ANSWERS, CREDITS, STATEMENTS]).catch((error: unknown) => {
      this.logger.debug({ err: error }, 'the broker cannot be asked how far it has come');
    });
    if (seen === undefined) return;
    try {
      if (await forgetWhatABrokerLost(this.database, seen, this.clock.machine())) {
        this.logger.warn({ cluster: seen.cluster }, 'the broker has lost its data; notices and statements are told anew');
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'how far the broker has come could not be compared; trying again');
    }
  }
}
