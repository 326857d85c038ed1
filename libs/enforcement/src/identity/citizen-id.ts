import { accepted, type Checked, type CheckResult, rejected } from './checked.js';
import { compactCode } from './normalise.js';

/** 18 characters, or the 15 digits of cards issued before 1999-10. */
export type CitizenId = Checked<'CitizenId'>;

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';
// Among 15-digit numbers these sequence numbers were kept for people born before 1900.
const centenarian = /99[6-9]$/u;

/** GB 11643-1999 (R10.2): birth date and check character. The division is not looked up: codes of abolished counties stay valid. */
export function checkCitizenId(raw: string): CheckResult<CitizenId> {
  const id = compactCode(raw);
  if (/^[1-9]\d{14}$/u.test(id)) {
    return isDate(`${centuryOf(id)}${id.slice(6, 12)}`) ? accepted(id as CitizenId) : rejected('citizen-id.birth-date');
  }
  if (!/^[1-9]\d{16}[\dX]$/u.test(id)) return rejected('citizen-id.form');
  if (!isDate(id.slice(6, 14))) return rejected('citizen-id.birth-date');
  return id.endsWith(checkCharacter(id)) ? accepted(id as CitizenId) : rejected('citizen-id.check-digit');
}

/**
 * Every form under which a person may stand in a register, the 18-character one first: an inquiry asks for all of them (R10.2).
 * Numbers issued in this century have no old form.
 */
export function citizenIdForms(id: CitizenId): readonly CitizenId[] {
  if (id.length === 15) return [extended(id), id];
  const old = (id.slice(0, 6) + id.slice(8, 17)) as CitizenId;
  return extended(old) === id ? [id, old] : [id];
}

function extended(old: CitizenId): CitizenId {
  const body = `${old.slice(0, 6)}${centuryOf(old)}${old.slice(6)}`;
  return (body + checkCharacter(body)) as CitizenId;
}

function centuryOf(old: string): string {
  return centenarian.test(old) ? '18' : '19';
}

function checkCharacter(id: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(id[index]), 0);
  return checkCharacters.charAt(sum % 11);
}

function isDate(yyyymmdd: string): boolean {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6)].map(Number) as [
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
