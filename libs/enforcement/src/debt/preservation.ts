import { type Fen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type FeeTable, reckonFee } from './fees.js';
import { type MoneyItem } from './terms.js';

/** The fee of a preservation the title puts on the debtor: a sum of the judgment, which the table gives instead of a person (R4.4, arts. 14, 38). */
export interface Preservation {
  readonly id: string;
  readonly label: string;
  readonly preserved: Fen;
  readonly performBy: CalendarDate;
}

export function preservationItem({ id, label, preserved, performBy }: Preservation, table: FeeTable): MoneyItem {
  const fee = reckonFee(preserved, table);
  return { id, kind: 'costs_awarded', label, amount: fee.amount, performBy, fee };
}
