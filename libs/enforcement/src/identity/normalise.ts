// Hyphens and dashes as they come out of word processors; NFKC leaves them alone.
const dashes = /[\u2010-\u2015\u2212]/gu;
const invisible = /[\s\u200B-\u200D\u2060\uFEFF]/gu;

/** Full width to half width, every space and invisible character out, upper case: the form in which codes and numbers are checked. */
export function compactCode(raw: string): string {
  return raw.normalize('NFKC').replace(invisible, '').replace(dashes, '-').toUpperCase();
}
