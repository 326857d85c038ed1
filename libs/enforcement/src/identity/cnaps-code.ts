import { accepted, type Checked, type CheckResult, rejected } from './checked.js';
import { compactCode } from './normalise.js';

/** 12 digits of the payment system: bank (3), city (4), branch (4), check digit. */
export type CnapsCode = Checked<'CnapsCode'>;

/** ISO/IEC 7064 MOD 11,10 (R10.4; found by running it over 22 head-office codes, no text of a standard says so). */
export function checkCnapsCode(raw: string): CheckResult<CnapsCode> {
  const code = compactCode(raw);
  if (!/^\d{12}$/u.test(code)) return rejected('cnaps-code.form');
  let product = 10;
  for (const digit of code.slice(0, 11)) {
    product = (2 * ((product + Number(digit)) % 10 || 10)) % 11;
  }
  return Number(code.charAt(11)) === (11 - product) % 10 ? accepted(code as CnapsCode) : rejected('cnaps-code.check-digit');
}
