import { type Fen } from '#enforcement/money.js';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];
const PLAIN = '〇一二三四五六七八九';

/** An amount as cheques and court papers write it beside the figures: 305000.00 → 叁拾万伍仟元整. */
export function yuanInWords(amount: Fen): string {
  const sign = amount < 0n ? '负' : '';
  const size = amount < 0n ? -amount : amount;
  const [jiao, fen] = [Number((size / 10n) % 10n), Number(size % 10n)];
  const whole = wholeInWords(size / 100n);
  const yuan = whole === '' ? '' : `${whole}元`;
  if (jiao === 0 && fen === 0) return `${sign}${yuan === '' ? '零元' : yuan}整`;
  const tenths = jiao > 0 ? `${DIGITS[jiao] ?? ''}角` : yuan === '' ? '' : '零';
  return `${sign}${yuan}${tenths}${fen > 0 ? `${DIGITS[fen] ?? ''}分` : ''}`;
}

function wholeInWords(whole: bigint): string {
  let words = '';
  let lacksZero = false;
  for (let group = GROUPS.length - 1; group >= 0; group -= 1) {
    const four = Number((whole / 10_000n ** BigInt(group)) % 10_000n);
    if (four === 0) {
      lacksZero = words !== '';
      continue;
    }
    words += `${words !== '' && (lacksZero || four < 1000) ? '零' : ''}${fourInWords(four)}${GROUPS[group] ?? ''}`;
    lacksZero = false;
  }
  return words;
}

function fourInWords(four: number): string {
  let words = '';
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(four / 10 ** place) % 10;
    if (digit > 0) words += `${DIGITS[digit] ?? ''}${PLACES[place] ?? ''}`;
    else if (words !== '' && four % 10 ** place > 0 && !words.endsWith('零')) words += '零';
  }
  return words;
}

/** 2020-03-16 → 二〇二〇年三月十六日, as court papers date themselves. */
export function dayInWords(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${[...year].map((digit) => PLAIN[Number(digit)] ?? '').join('')}年${countInWords(Number(month))}月${countInWords(Number(date))}日`;
}

/** 1 to 999: 一, 十, 十六, 三十一, 一百零五, 一百一十. */
export function countInWords(count: number): string {
  const [hundreds, rest] = [Math.floor(count / 100), count % 100];
  if (hundreds === 0) return belowHundred(rest);
  if (rest === 0) return `${PLAIN[hundreds] ?? ''}百`;
  return `${PLAIN[hundreds] ?? ''}百${rest < 10 ? '零' : rest < 20 ? '一' : ''}${belowHundred(rest)}`;
}

function belowHundred(count: number): string {
  const [tens, ones] = [Math.floor(count / 10), count % 10];
  const ten = tens === 0 ? '' : tens === 1 ? '十' : `${PLAIN[tens] ?? ''}十`;
  return `${ten}${ones === 0 ? '' : (PLAIN[ones] ?? '')}`;
}

/** 2020-03-16 → 2020年3月16日, for running text and tables. */
export function dayInFigures(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${year}年${Number(month)}月${Number(date)}日`;
}

/** 305000.00 → 305,000.00. */
export function grouped(yuan: string): string {
  return yuan.replaceAll(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ',').replace(/(\.\d*).*/, '$1');
}
