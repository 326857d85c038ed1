import { Controller, Inject } from '@nestjs/common';
import { type StatementsMessage, statementsMessage } from '#messages/statements.js';
import { STATEMENTS } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { storeDeadLetter } from '#storage/dead-letters/store-dead-letter.js';
import { recordStatement } from '#storage/funds/record-statement.js';
import { Consume } from '#wire/consume.js';
import { type Received, type Verdict } from '#wire/wire.js';
import { recordHalving } from './halving.js';

type Line = StatementsMessage['lines'][number];

/** Lines of the case-fund account: what was deducted has arrived, what was paid has left. A line that cannot be booked stops no other. */
@Controller()
export class StatementsConsumer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Consume(STATEMENTS, statementsMessage, { mode: 'batch', maxBatch: 50 })
  async record(messages: readonly Received<StatementsMessage>[]): Promise<readonly Verdict[]> {
    for (const { value } of messages) {
      await recordHalving(
        value.lines,
        (lines) => this.book(value, lines),
        (line, error) => this.bury(value, line, error),
      );
    }
    return messages.map(() => 'done');
  }

  private async book({ institution, fundAccount }: StatementsMessage, lines: readonly Line[]): Promise<void> {
    const at = { machine: this.clock.machine(), legal: this.clock.legal() };
    await this.database.transaction((tx) => recordStatement(tx, institution, fundAccount, lines, at));
  }

  private async bury(statement: StatementsMessage, line: Line, error: unknown): Promise<void> {
    const { institution } = statement;
    this.logger.error({ institution, lineId: line.lineId, err: error }, 'a statement line could not be booked; laid aside');
    const letter = {
      topic: STATEMENTS,
      key: institution,
      payload: Buffer.from(JSON.stringify({ ...statement, lines: [line] })),
      reason: 'not_recordable',
      detail: error instanceof Error ? error.message : String(error),
    };
    await storeDeadLetter(this.database, letter, this.clock.machine());
  }
}
