const fenPerYuan = 100n;

/** Yuan text of the api ("305000.00") as fen; never through a float. */
export function fenOf(yuan: string): bigint {
  const [, sign = '', whole = '0', cents = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(yuan) ?? [];
  const fen = BigInt(whole) * fenPerYuan + BigInt(cents.padEnd(2, '0'));
  return sign === '-' ? -fen : fen;
}

/** ¥305,000.00 */
export function moneyOfFen(fen: bigint): string {
  const size = fen < 0n ? -fen : fen;
  const whole = (size / fenPerYuan).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0n ? '−' : ''}¥${whole}.${(size % fenPerYuan).toString().padStart(2, '0')}`;
}

export function money(yuan: string): string {
  return moneyOfFen(fenOf(yuan));
}

export function sumFen(yuan: readonly string[]): bigint {
  return yuan.reduce((sum, one) => sum + fenOf(one), 0n);
}

/** For the length of a bar only. */
export function share(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Number((part * 10_000n) / whole) / 100;
}

/** An ID number for the eyes of somebody who only has to recognise it: 452***********1234. */
export function masked(idNumber: string): string {
  if (idNumber.length < 9) return '*'.repeat(idNumber.length);
  return idNumber.slice(0, 3) + '*'.repeat(idNumber.length - 7) + idNumber.slice(-4);
}

/** Case numbers are written with full-width parentheses: （2015）合执字第123号. */
export function caseNumber(written: string): string {
  return written.replace(/[([〔]/g, '（').replace(/[)\]〕]/g, '）');
}

/** Account numbers in groups of four, to be read aloud. */
export function accountNumber(account: string): string {
  return /^\d{8,}$/.test(account) ? account.replace(/(\d{4})(?=\d)/g, '$1 ') : account;
}

const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' });

/** 2020-03-05 14:02:31, Asia/Shanghai, in both languages. */
export function instant(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : shanghai.format(at);
}

/** The day in Shanghai. */
export function dayOf(text: string): string {
  return instant(text).slice(0, 10);
}

/** Whole days from one YYYY-MM-DD to another. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
}
