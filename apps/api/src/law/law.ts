import { join } from 'node:path';
import { type SharesRule } from '#enforcement/budget/listed-shares.js';
import { type CaseLaw } from '#enforcement/debt/case-statement.js';
import { type AccountClass } from '#enforcement/exempt/account-class.js';
import { type LivingStandard } from '#enforcement/exempt/living-cost.js';
import { type StayKind, type StayRule } from '#enforcement/stays/stay.js';
import { type TermLaw } from '#enforcement/terms/term-law.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { readStayRules } from '#storage/law/stay-file.js';
import { readTerms } from '#storage/law/term-file.js';
import { readYaml } from '../api-config.js';
import { exemptFile } from './exempt-file.js';
import { livingCostFile } from './living-cost-file.js';

/** The figures of the law, as the files of config/law have them: read whole at start, or the process does not start. */
export class Law {
  constructor(
    readonly debt: CaseLaw,
    readonly exemptAccounts: readonly AccountClass[],
    readonly livingStandards: readonly LivingStandard[],
    readonly terms: TermLaw,
    readonly stays: ReadonlyMap<StayKind, StayRule>,
    readonly shares: SharesRule,
  ) {}

  static read(folder: string): Law {
    return new Law(
      readDebtLaw(folder),
      readYaml(join(folder, 'exempt-accounts.yaml'), exemptFile),
      readYaml(join(folder, 'living-cost.yaml'), livingCostFile),
      readTerms(folder).law,
      readStayRules(folder),
      readFreezeBudgetRules(folder).shares,
    );
  }
}
