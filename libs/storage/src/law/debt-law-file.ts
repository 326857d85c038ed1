import { type CaseLaw } from '#enforcement/debt/case-statement.js';
import { type FeeTable } from '#enforcement/debt/fees.js';
import { feesFile } from './fees-file.js';
import { interestFile } from './interest-file.js';
import { readLawFile } from './law-file.js';

/** The law of a case and the table that gives the fees its titles put on the debtor. */
export interface DebtRules extends CaseLaw {
  readonly preservationFee: FeeTable;
}

/** config/law/interest.yaml and fees.yaml: by what a debt is reckoned, for every process that reckons one. */
export function readDebtLaw(folder: string): DebtRules {
  const { enforcement, preservation } = readLawFile(folder, 'fees.yaml', feesFile);
  return { ...readLawFile(folder, 'interest.yaml', interestFile), enforcementFee: enforcement, preservationFee: preservation };
}
