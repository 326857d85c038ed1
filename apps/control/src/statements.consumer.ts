import { Controller } from '@nestjs/common';
import { type StatementsMessage, statementsMessage } from '#messages/statements.js';
import { STATEMENTS } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { recordStatement } from '#storage/funds/record-statement.js';
import { Consume } from '#wire/consume.js';
import { type Received, type Verdict } from '#wire/wire.js';

/** Lines of the case-fund account: what was deducted has arrived, what was paid has left. */
@Controller()
export class StatementsConsumer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Consume(STATEMENTS, statementsMessage, { mode: 'batch', maxBatch: 50 })
  async record(messages: readonly Received<StatementsMessage>[]): Promise<readonly Verdict[]> {
    for (const { value } of messages) {
      const at = { machine: this.clock.machine(), legal: this.clock.legal() };
      await this.database.transaction((tx) => recordStatement(tx, value.institution, value.fundAccount, value.lines, at));
    }
    return messages.map(() => 'done');
  }
}
