/** Everything this folder can say about an identifier, in words that tell the clerk what to do. Keys are the text keys of the translations. */
export const remarks = {
  'citizen-id.form': 'Write the citizen ID as 18 characters (17 digits, then a digit or X) or as the old 15 digits.',
  'citizen-id.birth-date':
    'Digits 7 on must be a birth date that exists in the calendar. Compare the number with the identity card.',
  'citizen-id.check-digit':
    'The last character does not fit the other 17. Compare the number with the identity card, digit by digit.',
  'unified-credit-code.form':
    'Write the unified social credit code as 18 digits and capitals; I, O, S, V and Z do not occur in it.',
  'unified-credit-code.organisation-digit':
    'Character 17 does not fit the organisation code in characters 9 to 16. Compare the code with the business licence.',
  'unified-credit-code.check-digit':
    'The last character does not fit the other 17. Compare the code with the business licence, character by character.',
  'organisation-code.form':
    'Write the organisation code as 8 digits or capitals and a check character, with or without "-" before it.',
  'organisation-code.check-digit':
    'The last character does not fit the other 8. Compare the code with the organisation code certificate.',
  'bank-account-number.form': 'Write the bank account number as 1 to 45 digits, letters, "-" or ".".',
  'bank-account-number.luhn':
    'This looks like a UnionPay card, but its last digit does not fit the others. Compare it with the card; it is kept as written.',
  'cnaps-code.form': 'Write the bank code (CNAPS) as 12 digits.',
  'cnaps-code.check-digit':
    "The last digit does not fit the other 11. Compare the bank code (CNAPS) with the bank's own statement of it.",
  'case-number.form': 'Write the case number as （2020）桂1381执123号, or for cases filed before 2016 as （2015）合执字第123号.',
  'case-number.kind':
    'This is no enforcement or preservation case number. Give the number with 执, 执恢, 执保, 财保 or another enforcement kind.',
  'case-number.new-style-before-2016':
    'Court codes in case numbers exist since 2016-01-01; a case of this year has the form （2015）合执字第123号. Check the year.',
  'case-number.old-style-since-2016':
    'Since 2016-01-01 a case number carries the court code, as （2020）桂1381执123号. Check the year and the number.',
} as const;
