// Numbers that belong to nobody, with the check digits a true one would have. Only the last characters vary with `serial`.
const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

const weigh = (characters, weights, valueOf) =>
  weights.reduce((sum, weight, place) => sum + weight * valueOf(characters[place]), 0);

/** GB 11643, 18 characters. */
export function citizenId(serial) {
  const day = new Date(Date.UTC(1960, 0, 1 + Math.floor(serial / 900)));
  const body = `452231${day.toISOString().slice(0, 10).replaceAll('-', '')}${String(100 + (serial % 900))}`;
  return body + '10X98765432'.charAt(weigh(body, citizenWeights, Number) % 11);
}

/** GB 32100 with the GB 11714 digit inside. */
export function unifiedCreditCode(serial) {
  const number = String(20_000_000 + serial);
  const inner = (11 - (weigh(number, organisationWeights, Number) % 11)) % 11;
  const body = `91451381${number}${inner === 10 ? 'X' : inner}`;
  const rest = weigh(body, creditWeights, (character) => creditAlphabet.indexOf(character)) % 31;
  return body + creditAlphabet.charAt((31 - rest) % 31);
}
