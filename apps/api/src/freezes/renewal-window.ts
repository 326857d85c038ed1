import { z } from 'zod';
import { type LadderRule, renewalWindow } from '#enforcement/terms/expiry-ladder.js';
import { isWorkingDay } from '#storage/law/working-days.js';
import { date } from '../openapi/fields.js';

export const renewalWindowView = z.strictObject({
  opensOn: date.meta({ description: 'Working day from which the renewal is prepared' }),
  lastDay: date.meta({ description: 'Last working day on which it leaves the institution its time (R2.1-4, R2.1-5)' }),
});

/** When a freeze or seal that ends on `until` is to be renewed, by the statutory working days. */
export function windowOf(until: string, rule: LadderRule): z.input<typeof renewalWindowView> {
  return renewalWindow(until, rule, isWorkingDay);
}
