/** A UnionPay card by its looks: 62 and 16 to 19 digits in all. */
export function looksLikeUnionPayCard(accountNumber: string): boolean {
  return /^62\d{14,17}$/u.test(accountNumber);
}

/** ISO/IEC 7812-1 Luhn sum over all digits (R10.3). Company accounts and passbooks usually do not satisfy it. */
export function luhnFits(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, character, place) => {
    const value = place % 2 === 0 ? Number(character) : Number(character) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
