import type { Checked } from './checked.js';

/** A name in the one form in which two spellings of it are equal. For comparing only: send and show the name as written. */
export type ComparableName = Checked<'ComparableName'>;

const invisible = /[\u200B-\u200D\u2060\uFEFF]/gu;
// The dot inside a transliterated name is typed in many ways; GB 18030 texts mostly hold U+00B7.
const middleDots = /\s*[\u00B7\u2022\u2027\u2219\u22C5\u2E31\u30FB]\s*/gu;
const dotBetweenHan = /(?<=\p{Script=Han})\s*\.\s*(?=\p{Script=Han})/gu;
const idleSpace = /(?<=[\p{Script=Han}()])\s+|\s+(?=[\p{Script=Han}()])/gu;

/**
 * Full and half width, compatibility characters, middle dots and spaces are levelled; letters keep their case, since banks compare names
 * exactly (R1.8-14). The space between two Latin words stays.
 */
export function comparableName(raw: string): ComparableName {
  return raw
    .replace(invisible, '')
    .normalize('NFKC')
    .replace(middleDots, '\u00B7')
    .replace(dotBetweenHan, '\u00B7')
    .replace(idleSpace, '')
    .replace(/\s+/gu, ' ')
    .trim() as ComparableName;
}

export function isSameName(one: string, other: string): boolean {
  return comparableName(one) === comparableName(other);
}
