import { accepted, type Checked, type CheckResult, rejected } from './checked.js';
import { compactCode } from './normalise.js';
import { type OrganisationCode, organisationDigitFits } from './organisation-code.js';

/** 18 characters: registering department, type, division (6), organisation code (9), check character. */
export type UnifiedCreditCode = Checked<'UnifiedCreditCode'>;

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** GB 32100-2015, and GB 11714 for the organisation code inside (R10.1). Both check characters must fit. */
export function checkUnifiedCreditCode(raw: string): CheckResult<UnifiedCreditCode> {
  const code = compactCode(raw);
  if (!/^[\dA-HJ-NP-RTUWXY]{18}$/u.test(code)) return rejected('unified-credit-code.form');
  if (!organisationDigitFits(code.slice(8, 17))) return rejected('unified-credit-code.organisation-digit');
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(code.charAt(index)), 0);
  const fits = code.endsWith(alphabet.charAt((31 - (sum % 31)) % 31));
  return fits ? accepted(code as UnifiedCreditCode) : rejected('unified-credit-code.check-digit');
}

/** The organisation code inside: registers and banks of before 2015 may know the organisation by it alone. */
export function organisationCodeWithin(code: UnifiedCreditCode): OrganisationCode {
  return code.slice(8, 17) as OrganisationCode;
}
