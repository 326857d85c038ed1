import { Controller } from '@nestjs/common';
import { type CreditsMessage, creditsMessage } from '#messages/credits.js';
import { CREDITS } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { wantPositionsOf } from '#storage/freezes/positions.js';
import { Consume } from '#wire/consume.js';
import { type Received, type Verdict } from '#wire/wire.js';

/** Money on an account we have frozen fills the cap (R2.3-1): ask the bank what the freeze has caught. The watcher reads the same topic for its own ends. */
@Controller()
export class CreditsConsumer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Consume(CREDITS, creditsMessage, { mode: 'batch', maxBatch: 500 })
  async want(messages: readonly Received<CreditsMessage>[]): Promise<readonly Verdict[]> {
    const accounts = messages.flatMap(({ value }) =>
      value.items.map(({ account }) => ({ institution: value.institution, account })),
    );
    await wantPositionsOf(this.database, accounts, this.clock.machine());
    return messages.map(() => 'done');
  }
}
