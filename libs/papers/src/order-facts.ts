import { fenOf, formatYuan } from '#enforcement/money.js';
import { type CitedFor } from '#enforcement/articles-in-force.js';
import { type Measure } from '#enforcement/measure.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { dayInFigures, grouped, yuanInWords } from './chinese-words.js';

/** Everything the papers of an order say, gathered before one is written. */
export interface OrderFacts {
  readonly measure: Measure;
  /** Why a release, where its ruling says so. */
  readonly isExcess: boolean;
  readonly court: string;
  readonly caseNumber: string;
  readonly cause: string;
  readonly creditors: readonly string[];
  readonly debtor: { readonly name: string; readonly idName: string; readonly idNumber: string };
  readonly title: string;
  readonly rulingNumber?: string | undefined;
  readonly noticeNumber: string;
  readonly officers: readonly { readonly name: string; readonly workCard: string; readonly dutyCard: string }[];
  readonly judge: string;
  readonly day: string;
  readonly targets: readonly OrderTarget[];
  /** Under the numbers in force on `day`. */
  readonly articles: Readonly<Record<CitedFor, string>>;
}

const text = (task: OrderTarget['task'], field: string): string | undefined => {
  const value = task[field];
  return typeof value === 'string' ? value : undefined;
};

/** What one target asks, in the words of the papers. */
export interface TargetWords {
  readonly account: string;
  readonly amount: string;
  readonly amountInWords: string;
  readonly term: string;
}

export function wordsOf({ task }: OrderTarget): TargetWords {
  const fen = text(task, 'amountFen');
  const keep = text(task, 'keepFen');
  const amount = fen === undefined ? undefined : fenOf(fen);
  const [from, until] = [text(task, 'from'), text(task, 'until')];
  return {
    account: text(task, 'account') ?? text(task, 'assetId') ?? '—',
    amount:
      keep !== undefined
        ? `超出${grouped(formatYuan(fenOf(keep)))}的部分`
        : amount === undefined
          ? '全部'
          : grouped(formatYuan(amount)),
    amountInWords: amount === undefined ? '' : yuanInWords(amount),
    term:
      until === undefined
        ? '—'
        : from === undefined
          ? `续至${dayInFigures(until)}`
          : `${dayInFigures(from)}起\n${dayInFigures(until)}止`,
  };
}

/** The court's fund account a deduction goes to; the same for every target of an order. */
export function payeeOf(targets: readonly OrderTarget[]): { name: string; bankName: string; account: string } | undefined {
  const payee = targets[0]?.task['payee'];
  return typeof payee === 'object' && payee !== null ? (payee as { name: string; bankName: string; account: string }) : undefined;
}
