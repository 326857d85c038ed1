import { type Fen, fenOf, parseYuan } from '../money.js';
import { accountBook } from './account-book.js';
import { type AccountEvent, type ServedFreeze } from './account-event.js';

// Short words for the tests of the book: days of March 2026, amounts in yuan.
export const yuan = (text: string): Fen => parseYuan(text) ?? fenOf(0);
export const FOREVER = '2099-01-01T00:00:00.000Z';
let serial = 0;
export const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T02:00:00.000Z`;

export function event<E extends Omit<AccountEvent, 'id' | 'at'>>(onDay: number, what: E): AccountEvent {
  serial += 1;
  return { id: `e${String(serial).padStart(5, '0')}`, at: day(onDay), ...what } as unknown as AccountEvent;
}

export function served(onDay: number, freezeId: string, cap: string | 'whole', more: Partial<ServedFreeze> = {}): AccountEvent {
  return event(onDay, {
    kind: 'served',
    freeze: {
      freezeId,
      authority: `court of ${freezeId}`,
      caseNumber: `case of ${freezeId}`,
      stage: 'enforcement',
      cap: cap === 'whole' ? cap : yuan(cap),
      ...(cap === 'whole' ? { wholeBecause: 'the debtor empties it daily' } : {}),
      until: FOREVER,
      ...more,
    },
  });
}

export const credit = (onDay: number, amount: string) => event(onDay, { kind: 'credited', amountFen: yuan(amount) });
export const shown = (events: readonly AccountEvent[], asOf = FOREVER.replace('2099', '2098')) =>
  accountBook(events, asOf).freezes.map((one) => `${one.rank} ${one.freezeId} ${one.effectiveFen}/${one.queuedFen}`);
