import { accepted, type Checked, type CheckResult, rejected } from './checked.js';
import { compactCode } from './normalise.js';
import { looksLikeUnionPayCard, luhnFits } from './union-pay-card.js';

/** A number under which a bank keeps money: a card, a passbook, a company account. Never a user's account in this system. */
export type BankAccountNumber = Checked<'BankAccountNumber'>;

/**
 * Checks what a person typed. Numbers follow each bank's own rules, so a card whose Luhn digit does not fit is only a warning (R10.3),
 * and a number the bank itself returned is never checked at all. 45 is the width of the column at the banks (R1.4).
 */
export function checkBankAccountNumber(raw: string): CheckResult<BankAccountNumber> {
  const number = compactCode(raw);
  if (!/^[\dA-Z][\dA-Z.-]{0,44}$/u.test(number)) return rejected('bank-account-number.form');
  const value = number as BankAccountNumber;
  return looksLikeUnionPayCard(value) && !luhnFits(value) ? accepted(value, 'bank-account-number.luhn') : accepted(value);
}
