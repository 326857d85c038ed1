import { type CaseLaw } from '#enforcement/debt/case-statement.js';
import { feesFile } from './fees-file.js';
import { interestFile } from './interest-file.js';
import { readLawFile } from './law-file.js';

/** config/law/interest.yaml and fees.yaml: by what a debt is reckoned, for every process that reckons one. */
export function readDebtLaw(folder: string): CaseLaw {
  const { enforcement } = readLawFile(folder, 'fees.yaml', feesFile);
  return { ...readLawFile(folder, 'interest.yaml', interestFile), enforcementFee: enforcement };
}
