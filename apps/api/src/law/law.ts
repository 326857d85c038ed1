import { join } from 'node:path';
import { type ArticlesInForce } from '#enforcement/articles-in-force.js';
import { type SharesRule } from '#enforcement/budget/listed-shares.js';
import { type AccountClass } from '#enforcement/exempt/account-class.js';
import { type LivingStandard } from '#enforcement/exempt/living-cost.js';
import { type StayKind, type StayRule } from '#enforcement/stays/stay.js';
import { type LadderRule } from '#enforcement/terms/expiry-ladder.js';
import { type TermLaw } from '#enforcement/terms/term-law.js';
import { readArticles } from '#storage/law/articles-file.js';
import { type DebtRules, readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { readStayRules } from '#storage/law/stay-file.js';
import { readTerms } from '#storage/law/term-file.js';
import { readTimeLimits } from '#storage/law/time-limit-file.js';
import { readYaml } from '../api-config.js';
import { exemptFile } from './exempt-file.js';
import { livingCostFile } from './living-cost-file.js';

/** The figures of the law, as the files of config/law have them: read whole at start, or the process does not start. */
export class Law {
  constructor(
    readonly debt: DebtRules,
    readonly exemptAccounts: readonly AccountClass[],
    readonly livingStandards: readonly LivingStandard[],
    readonly terms: TermLaw,
    readonly stays: ReadonlyMap<StayKind, StayRule>,
    readonly ladder: LadderRule,
    /** Within how many days the court answers a bank's objection (R1.3-3). */
    readonly objectionAnswerDays: number,
    readonly articles: ArticlesInForce,
    readonly shares: SharesRule,
  ) {}

  static read(folder: string): Law {
    const terms = readTerms(folder);
    return new Law(
      readDebtLaw(folder),
      readYaml(join(folder, 'exempt-accounts.yaml'), exemptFile),
      readYaml(join(folder, 'living-cost.yaml'), livingCostFile),
      terms.law,
      readStayRules(folder),
      terms.ladder,
      readTimeLimits(folder).get('objection_answer')?.days ?? 0,
      readArticles(folder),
      readFreezeBudgetRules(folder).shares,
    );
  }
}
