import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type FundAccount } from '#institutions/profile.js';
import { STATEMENTS } from '#messages/topics.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { advanceStatementCursor, readStatementAlone, statementCursor } from '#storage/journal/statement-cursor.js';
import { Wire } from '#wire/wire.js';
import { Counterparties, type Counterparty } from './counterparties.js';
import { type StatementLines, type StatementQuery } from './driver.js';

/** After so many pages in a row the others get their turn; the cursor knows where to go on. */
const PAGES_PER_TURN = 50;

/** Fetches the statements of case-fund accounts. One replica reads an account at a time; a line is published before the cursor passes it. */
@Injectable()
export class StatementPoller implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private readonly readings;
  private stopped = false;

  constructor(
    private readonly counterparties: Counterparties,
    private readonly database: Database,
    private readonly wire: Wire,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.readings = metrics.counter('adapter_statements_total', 'Statement pages asked for, by institution and what came', [
      'institution',
      'kind',
    ]);
  }

  onApplicationBootstrap(): void {
    for (const counterparty of this.counterparties.all()) {
      const { statement } = counterparty.driver;
      if (counterparty.profile.kind !== 'bank' || statement === undefined) continue;
      for (const account of counterparty.profile.fundAccounts) this.schedule(counterparty, statement, account, 0);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private schedule(counterparty: Counterparty, query: StatementQuery, account: FundAccount, pauseMs: number): void {
    const timer = setTimeout(() => {
      const turn = this.turn(counterparty, query, account).finally(() => {
        this.running.delete(turn);
        if (!this.stopped) this.schedule(counterparty, query, account, account.statementEveryMs);
      });
      this.running.add(turn);
    }, pauseMs);
    this.timers.set(`${counterparty.profile.code}/${account.account}`, timer);
  }

  private async turn(counterparty: Counterparty, query: StatementQuery, { account }: FundAccount): Promise<void> {
    const { code } = counterparty.profile;
    try {
      await readStatementAlone(this.database, code, account, async () => {
        for (let page = 0; page < PAGES_PER_TURN && !this.stopped; page += 1) {
          if (!(await this.page(counterparty, query, account))) return;
        }
      });
    } catch (error) {
      this.logger.warn({ err: error, institution: code }, 'statement not read; trying again');
    }
  }

  /** True where more pages follow. */
  private async page({ profile, client }: Counterparty, query: StatementQuery, account: string): Promise<boolean> {
    const after = await statementCursor(this.database, profile.code, account);
    const { reading } = await client.ask({
      call: query.call(account, after),
      read: (reply) => query.read(reply, account),
    });
    this.readings.inc({ institution: profile.code, kind: reading.kind });
    switch (reading.kind) {
      case 'statement':
        await this.pass(profile.code, account, reading.lines);
        return reading.more;
      case 'silent':
        return false;
      case 'refused':
      case 'unreadable':
        // the cursor does not move: the next turn asks for the same lines
        this.logger.error({ institution: profile.code, kind: reading.kind, cause: reading.cause }, 'statement cannot be read');
        return false;
    }
  }

  private async pass(institution: string, fundAccount: string, lines: StatementLines): Promise<void> {
    const last = lines.at(-1);
    if (last === undefined) return;
    const value = { type: 'statements', version: 1, institution, fundAccount, lines };
    await this.wire.publish(STATEMENTS, [{ key: institution, value }]);
    await advanceStatementCursor(this.database, institution, fundAccount, last.cursor);
    this.logger.info({ institution, lines: lines.length }, 'statement lines passed on');
  }
}
