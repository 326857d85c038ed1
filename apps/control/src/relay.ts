import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type EventMessage } from '#messages/events.js';
import { EVENTS } from '#messages/topics.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { eventsToRelay, type RelayedEvent, relayedUpTo, tryBeTheRelay } from '#storage/relay/take-events.js';
import { Wire } from '#wire/wire.js';
import { Repeat } from './repeat.js';
import { Stages } from './stages.js';

const MOST = 500;
const IDLE_MS = 1_000;

/** The outbox of events to other systems: one relay at a time, in commit order, at least once. */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: Repeat;
  private session: Awaited<ReturnType<Database['listen']>> | undefined;
  private isMine = false;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly stages: Stages,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.loop = new Repeat('relay', () => this.round(), logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.session?.end().catch(() => undefined);
  }

  private async round(): Promise<number> {
    if (!(await this.stages.isOn('relay'))) return IDLE_MS;
    const session = await this.ownSession();
    if (!this.isMine) this.isMine = await tryBeTheRelay(session);
    if (!this.isMine) return 2 * IDLE_MS;
    const events = await eventsToRelay(session, MOST);
    const last = events.at(-1);
    if (last === undefined) return IDLE_MS;
    await this.wire.publish(
      EVENTS,
      events.map((event) => ({ key: event.case_id, value: messageOf(event) })),
    );
    await relayedUpTo(session, last);
    return events.length === MOST ? 0 : IDLE_MS / 4;
  }

  // the advisory lock lives in a session of its own: when that ends, another relay takes over
  private async ownSession() {
    if (this.session !== undefined) return this.session;
    const session = await this.database.listen([], () => undefined);
    const lost = () => {
      this.session = undefined;
      this.isMine = false;
    };
    session.once('error', lost);
    session.once('end', lost);
    this.session = session;
    return session;
  }
}

// exact on purpose: a new inner field about a debtor cannot leak by accident
function messageOf(event: RelayedEvent): EventMessage {
  return {
    type: 'event',
    version: 1,
    eventId: String(event.id),
    kind: event.kind,
    caseId: event.case_id,
    ...(event.order_id === null ? {} : { orderId: event.order_id }),
    at: event.at.toISOString(),
    legalAt: event.legal_at.toISOString(),
  };
}
