import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isOpen } from '#institutions/service-hours.js';
import { Clock, plusMs } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { longShut, reportFlow } from '#storage/journal/institution-flow.js';
import { Counterparties, type Counterparty } from './counterparties.js';

const LOOK_EVERY_MS = 5_000;
/** Twice as long as anybody believes an institution that says it is closed. */
const ABANDONED_MS = 120_000;
/** While an institution is away control keeps one request coming, or nobody would notice that it is back. */
const PROBE = 1;

/**
 * Writes the window and the breaker of each institution for control's claim: at start, when the breaker or the hours change (its profile's, or what it says itself), and
 * while messages come, so that who has taken over an institution corrects the row its last owner left. Who gets no messages and sees no
 * change writes nothing: two replicas do not contradict each other.
 */
@Injectable()
export class FlowReporter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly said = new Map<string, { readonly windowSize: number; readonly at: number }>();
  private readonly writing = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly counterparties: Counterparties,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const counterparty of this.counterparties.all()) {
      counterparty.client.onChange(() => {
        const { profile, client } = counterparty;
        this.logger.warn({ institution: profile.code, breaker: client.breakerState(), shut: client.isShut() }, 'way changed');
        void this.report(counterparty);
      });
    }
    await Promise.all(this.counterparties.all().map((counterparty) => this.report(counterparty)));
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.writing.values());
  }

  /** A message of this institution has come to this process. */
  inUse(counterparty: Counterparty): void {
    const said = this.said.get(counterparty.profile.code);
    if (said === undefined || this.clock.machine().getTime() - said.at >= LOOK_EVERY_MS) void this.report(counterparty);
  }

  private look(): void {
    for (const counterparty of this.counterparties.all()) {
      const said = this.said.get(counterparty.profile.code);
      if (said?.windowSize !== this.windowOf(counterparty)) void this.report(counterparty);
    }
    this.openAbandoned().catch((error: unknown) => this.logger.warn({ err: error }, 'windows not read; trying again'));
  }

  /** A shut window brings no messages, so nobody would take it over: whoever sees the institution open corrects a row left behind. */
  private async openAbandoned(): Promise<void> {
    const open = this.counterparties.all().filter((counterparty) => this.windowOf(counterparty) > 0);
    const codes = open.map(({ profile }) => profile.code);
    const abandoned = await longShut(this.database, codes, plusMs(this.clock.machine(), -ABANDONED_MS));
    for (const counterparty of open) {
      if (abandoned.includes(counterparty.profile.code)) await this.report(counterparty);
    }
  }

  private windowOf({ profile, client }: Counterparty): number {
    if (client.isShut() || !isOpen(profile.serviceHours, this.clock.machine())) return 0;
    return client.breakerState() === 'closed' ? profile.window.max : PROBE;
  }

  /** One after the other per institution: the newest state is written last. */
  private report(counterparty: Counterparty): Promise<void> {
    const { code } = counterparty.profile;
    const written = (this.writing.get(code) ?? Promise.resolve()).then(() => this.write(counterparty));
    this.writing.set(code, written);
    return written;
  }

  private async write(counterparty: Counterparty): Promise<void> {
    const { profile, client } = counterparty;
    const windowSize = this.windowOf(counterparty);
    const at = this.clock.machine();
    this.said.set(profile.code, { windowSize, at: at.getTime() });
    try {
      await reportFlow(
        this.database,
        {
          institution: profile.code,
          group: profile.group,
          windowSize,
          urgentShare: profile.window.urgentShare,
          breaker: client.breakerState(),
          openUntil: client.openUntil(),
          leaseMs: profile.leaseMs,
        },
        at,
      );
    } catch (error) {
      this.said.delete(profile.code);
      this.logger.warn({ err: error, institution: profile.code }, 'window not reported; trying again');
    }
  }
}
