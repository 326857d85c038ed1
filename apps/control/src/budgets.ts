import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type DebtRules } from '#storage/law/debt-law-file.js';
import { type ArticlesInForce } from '#enforcement/articles-in-force.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { keepBudget } from '#storage/budget/keep-budget.js';
import { settleQuietBudgets } from '#storage/budget/quiet-budgets.js';
import { Database } from '#storage/database.js';
import { wantDailyBudgets } from '#storage/debt/debt-of-case.js';
import { type FreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { Repeat } from './repeat.js';

export const FREEZE_BUDGET_RULES = 'freeze-budget-rules';
export const DEBT_LAW = 'debt-law';
export const ARTICLES = 'articles';

const EVERY_MS = 500;
/** So many are held at once while the quiet ones are found. */
const MOST = 200;
const DAILY = 50;

/**
 * Keeps what cases hold within what they are owed: after every change of a freeze or of the debt, whichever replica comes first (R2.4-5). When the
 * legal day turns, cases whose interest runs on frozen money come on the list, a page at a time behind what is there.
 */
@Injectable()
export class Budgets implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: Repeat;
  private marked: string | undefined;
  private after: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly directory: InstitutionDirectory,
    @Inject(FREEZE_BUDGET_RULES) private readonly rules: FreezeBudgetRules,
    @Inject(ARTICLES) private readonly articles: ArticlesInForce,
    @Inject(DEBT_LAW) private readonly debt: DebtRules,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.loop = new Repeat('budgets', () => this.round(), logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<number> {
    const { loud, next } = await this.database.steady.transaction((tx) =>
      settleQuietBudgets(tx, this.after, MOST, this.clock.machine()),
    );
    for (const caseId of loud) {
      // should this one fail, the next round goes on behind it: it comes again, and stands in nobody's way
      this.after = caseId;
      await this.keep(caseId);
    }
    this.after = next;
    if (next !== undefined) return 0;
    return (await this.turnDay()) ? 0 : EVERY_MS;
  }

  /** True while there may be more to put on the list for this day. */
  private async turnDay(): Promise<boolean> {
    const day = legalDay(this.clock.legal());
    if (this.marked === day) return false;
    const more = (await wantDailyBudgets(this.database, day, DAILY)) > 0;
    if (!more) this.marked = day;
    return more;
  }

  private async keep(caseId: string): Promise<void> {
    const rules = {
      order: this.rules.order,
      remarkWords: this.rules.remarkWords,
      debt: this.debt,
      topUp: this.rules.topUp,
      partialRelease: (institution: string) => this.directory.find(institution)?.partialRelease ?? false,
      place: placeWithItsOwnPapers({
        nameOf: (code) => this.directory.find(code)?.names.zh ?? code,
        articles: this.articles,
      }),
    };
    const at = { machine: this.clock.machine(), legal: this.clock.legal() };
    const kept = await keepBudget(this.database, caseId, rules, at);
    if (kept === undefined || kept.releaseOrderIds.length === 0) return;
    const { surplusFen, cuts, left } = kept.cuts;
    this.logger.warn(
      { caseId, orders: kept.releaseOrderIds, surplusFen: String(surplusFen), cuts: cuts.length, left: left.length },
      'more is frozen than is owed; a release waits for approval',
    );
  }
}
