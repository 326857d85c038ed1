import { accepted, type Checked, type CheckResult, rejected, type RemarkCode } from './checked.js';
import { compactCode } from './normalise.js';

/** A case number in its canonical spelling: full-width parentheses, everything else half width, no spaces. */
export type CaseNumber = Checked<'CaseNumber'>;

/** What the file is about. Other kinds of cases (民初, 刑初 …) have numbers too, but are no enforcement. */
export const caseKinds = {
  执: 'enforcement',
  执恢: 'resumed',
  执保: 'preservation_enforcement',
  财保: 'preservation_ruling',
  执异: 'objection',
  执复: 'review',
  执监: 'supervision',
  执协: 'coordination',
  执请: 'instruction',
  执他: 'other',
} as const;
export type CaseKind = (typeof caseKinds)[keyof typeof caseKinds];

export interface CaseNumberParts {
  readonly style: 'new' | 'old';
  readonly year: number;
  /** New style: the court code such as `桂1381`; old style: the characters before the kind such as `合`, `穗中法`; the Supreme Court wrote none. */
  readonly court: string;
  readonly kind: CaseKind;
  /** As written: old numbers often have leading zeros, and some carry a part such as `123-1`. */
  readonly serial: string;
}

const courtCode = '(?:最高法|[京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军](?:\\d{2}|\\d{4})?)';
const han = '\\p{Script=Han}';
const part = '(?:之[一二三四五六七八九十]+)?';
const newStyle = new RegExp(`^（(20\\d{2})）(${courtCode})(${han}{1,3}?)([1-9]\\d*)号${part}$`, 'u');
const oldStyle = new RegExp(`^（(19[5-9]\\d|20\\d{2})）(${han}{1,12})字第(\\d+(?:-\\d+)?)号${part}$`, 'u');
// Old numbers may name the enforcement division (执一字第 … 执行字第), and some courts wrote 恢执 for 执恢.
const oldKind = new RegExp(`^(${han}*?)(恢执|执恢|执保|执异|执复|执监|执协|执请|执他|财保|执)(?:行|[一二三四五])?$`, 'u');

/**
 * 法〔2015〕137号 (R5.4): since 2016-01-01 （year）court code, kind, serial 号; before, （year）court characters, kind 字第 serial 号. Both are
 * accepted in full or half width; a style that does not fit the year is a warning, since courts renumber old files. The court code is only
 * checked for its shape: the official list has ranges that cannot be computed.
 */
export function checkCaseNumber(raw: string): CheckResult<CaseNumber> {
  const number = compactCode(raw)
    .replace(/^[([〔【]/u, '（')
    .replace(/^(（\d{4})[)\]〕】]/u, '$1）');
  const parts = read(number);
  if (typeof parts === 'string') return rejected(parts);
  const value = number as CaseNumber;
  if (parts.style === 'new' && parts.year < 2016) return accepted(value, 'case-number.new-style-before-2016');
  if (parts.style === 'old' && parts.year >= 2016) return accepted(value, 'case-number.old-style-since-2016');
  return accepted(value);
}

export function caseNumberParts(number: CaseNumber): CaseNumberParts {
  const parts = read(number);
  if (typeof parts === 'string') throw new TypeError('Only checkCaseNumber makes a CaseNumber.');
  return parts;
}

function read(number: string): CaseNumberParts | RemarkCode {
  const [, year, court, kind, serial] = newStyle.exec(number) ?? [];
  if (year && court && kind && serial) {
    return isCaseKind(kind) ? { style: 'new', year: Number(year), court, kind: caseKinds[kind], serial } : 'case-number.kind';
  }
  const [, oldYear, stem, oldSerial] = oldStyle.exec(number) ?? [];
  if (!oldYear || !stem || !oldSerial) return 'case-number.form';
  const [, characters = '', written = ''] = oldKind.exec(stem) ?? [];
  const oldStyleKind = written === '恢执' ? '执恢' : written;
  if (!isCaseKind(oldStyleKind)) return 'case-number.kind';
  return { style: 'old', year: Number(oldYear), court: characters, kind: caseKinds[oldStyleKind], serial: oldSerial };
}

function isCaseKind(text: string): text is keyof typeof caseKinds {
  return Object.hasOwn(caseKinds, text);
}
