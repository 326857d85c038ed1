import { accepted, type Checked, type CheckResult, rejected } from './checked.js';
import { compactCode } from './normalise.js';

/** 9 characters without the "-" that the certificate prints before the last one; banks compare without it too (R1.8-14). */
export type OrganisationCode = Checked<'OrganisationCode'>;

const weights = [3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11714-1997 (R10.1): organisations of old cases, before the unified credit code of 2015. */
export function checkOrganisationCode(raw: string): CheckResult<OrganisationCode> {
  const written = compactCode(raw);
  if (!/^[\dA-Z]{8}-?[\dX]$/u.test(written)) return rejected('organisation-code.form');
  const code = written.replace('-', '');
  return organisationDigitFits(code) ? accepted(code as OrganisationCode) : rejected('organisation-code.check-digit');
}

/** `code` is 9 digits or capitals. */
export function organisationDigitFits(code: string): boolean {
  const sum = weights.reduce((total, weight, index) => total + weight * Number.parseInt(code.charAt(index), 36), 0);
  return code.charAt(8) === '0X987654321'.charAt(sum % 11);
}
