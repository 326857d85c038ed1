import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isOpen } from '#institutions/service-hours.js';
import { Clock, plusMs } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Together } from '#platform/together.js';
import { Database, isAboutTheRows } from '#storage/database.js';
import { type InstitutionFlow, longShut, reportFlows } from '#storage/journal/institution-flow.js';
import { Counterparties, type Counterparty } from './counterparties.js';

const LOOK_EVERY_MS = 5_000;
/** Twice as long as anybody believes an institution that says it is closed. */
const ABANDONED_MS = 120_000;
/** While an institution is away control keeps one request coming, or nobody would notice that it is back. */
const PROBE = 1;
/** A burst to thousands of institutions has something to say of each. */
const GROUP = { most: 1_000, pace: { leastMs: 5, mostMs: 100 }, isAboutAnItem: isAboutTheRows };

/**
 * Writes the window and the breaker of each institution for control's claim: at start, when the breaker or the hours change (its profile's, or what it says itself), and
 * while messages come, so that who has taken over an institution corrects the row its last owner left. Who gets no messages and sees no
 * change writes nothing: two replicas do not contradict each other.
 */
@Injectable()
export class FlowReporter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly said = new Map<string, { readonly windowSize: number; readonly at: number }>();
  private readonly writing = new Set<Promise<void>>();
  /** One group after the other, each with what is so when it is written: the newest state is written last. */
  private readonly together = new Together((some: readonly Counterparty[]) => this.write(some), GROUP);
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
    await Promise.all(this.writing);
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

  private report(counterparty: Counterparty): Promise<void> {
    this.say(counterparty);
    const written = this.together
      .join([counterparty])
      // said by `write`; the next look or message says it again
      .catch(() => void this.said.delete(counterparty.profile.code))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
    return written;
  }

  private say(counterparty: Counterparty): void {
    const at = this.clock.machine().getTime();
    this.said.set(counterparty.profile.code, { windowSize: this.windowOf(counterparty), at });
  }

  private async write(counterparties: readonly Counterparty[]): Promise<void> {
    for (const counterparty of counterparties) this.say(counterparty);
    try {
      await reportFlows(
        this.database,
        counterparties.map((counterparty) => this.flowOf(counterparty)),
        this.clock.machine(),
      );
    } catch (error) {
      const institutions = counterparties.length;
      this.logger.warn(
        { err: error, institution: counterparties[0]?.profile.code, institutions },
        'windows not reported; trying again',
      );
      throw error;
    }
  }

  private flowOf(counterparty: Counterparty): InstitutionFlow {
    const { profile, client } = counterparty;
    return {
      institution: profile.code,
      group: profile.group,
      windowSize: this.windowOf(counterparty),
      urgentShare: profile.window.urgentShare,
      breaker: client.breakerState(),
      openUntil: client.openUntil(),
      leaseMs: profile.leaseMs,
    };
  }
}
