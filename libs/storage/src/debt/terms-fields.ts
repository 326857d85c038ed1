import { z } from 'zod';
import { type Preservation } from '#enforcement/debt/preservation.js';
import { type CentralParity } from '#enforcement/debt/foreign-currency.js';
import { type Fraction, parseDecimal, parsePercent } from '#enforcement/debt/fraction.js';
import { COMPONENTS, type DebtTerms, EXCLUSION_GROUNDS } from '#enforcement/debt/terms.js';
import { amount, date, fail, text } from '../written-fields.js';

const key = text(60);
const firstDay = z.enum(['counted', 'not_counted']);

function exact(parse: (written: string) => Fraction | undefined, example: string) {
  return z
    .string()
    .meta({ examples: [example] })
    .transform((written, context) => {
      const read = parse(written);
      if (read !== undefined && read.numerator > 0n) return { written, read };
      return fail(context, 'rate.form', `Write a number above zero as text, such as "${example}".`);
    });
}

const item = z.strictObject({
  id: key,
  kind: z.enum(['principal', 'damages', 'costs_awarded', 'ordinary_interest']),
  label: text(200),
  amount,
  performBy: date
    .optional()
    .meta({ description: 'Last day of the period for performance; left out, the day the judgment took effect' }),
});

const UNIT_DAYS = { day: [1], month: [30], year: [360, 365] } as const;

const interest = z
  .strictObject({
    items: z.array(key).min(1).max(200).optional().meta({ description: 'Left out: every sum of principal' }),
    ratePercent: exact(parsePercent, '4.35'),
    per: z.enum(['day', 'month', 'year']),
    daysPerUnit: z.int().meta({ description: '1 for a day, 30 for a month, 360 or 365 for a year' }),
    from: date,
    until: date.optional(),
    firstDay: firstDay.default('counted'),
  })
  .refine(({ per, daysPerUnit }) => (UNIT_DAYS[per] as readonly number[]).includes(daysPerUnit), {
    path: ['daysPerUnit'],
    message: 'Write 1 for a day, 30 for a month, 360 or 365 for a year (R4.1-1).',
  });

/** What a title orders, as a judge enters it; the same schema reads it back from its column. */
export const termsFields = z
  .strictObject({
    effectiveOn: date.meta({ description: 'The day the judgment took effect (R4.1-3)' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'Write the currency as ISO 4217 has it.')
      .default('CNY'),
    parities: z
      .array(z.strictObject({ on: date, rate: exact(parseDecimal, '7.1039'), source: text(200) }))
      .max(200)
      .default([])
      .meta({ description: 'Central parities of the days the doubled part starts from; the debt is converted first (R4.1-6)' }),
    items: z.array(item).min(1, 'Name at least one sum of the judgment (R4.1-2).').max(200),
    ordinaryInterest: z.array(interest).max(50).default([]),
    doubledPart: z.strictObject({ waived: z.boolean().default(false), firstDay: firstDay.optional() }).default({ waived: false }),
    exclusions: z
      .array(
        z.strictObject({
          from: date,
          until: date,
          ground: z.enum(EXCLUSION_GROUNDS, {
            error: `Only these stop the doubled part: ${EXCLUSION_GROUNDS.join(', ')} (R4.1-5, 法释〔2014〕8号 art. 3(3)).`,
          }),
        }),
      )
      .max(50)
      .default([]),
    preservation: z
      .array(
        z.strictObject({
          id: key.default('preservation_fee'),
          label: text(200).default('保全申请费'),
          preserved: amount.meta({ description: 'What was preserved; the table gives the fee (R4.4)' }),
          performBy: date.optional().meta({ description: 'As of a sum of the judgment' }),
        }),
      )
      .max(20)
      .default([])
      .meta({ description: 'Preservations whose fee the title puts on the debtor (诉讼费用交纳办法 arts. 14, 38)' }),
    costs: z
      .array(z.strictObject({ id: key, label: text(200), amount, on: date }))
      .max(50)
      .default([]),
    enforcementFeeFixed: z.boolean().default(false),
    orderOfPayment: z.array(z.enum(COMPONENTS)).optional(),
  })
  .superRefine(({ items, preservation }, context) => {
    const ids = [...items, ...preservation].map(({ id }) => id);
    for (const [index, { id }] of preservation.entries()) {
      if (ids.indexOf(id) === items.length + index) continue;
      const path = ['preservation', index, 'id'];
      const params = { code: 'item.twice', rule: 'R4.4', article: '诉讼费用交纳办法第14、38条' };
      context.addIssue({ code: 'custom', path, params, message: 'Give every sum and every preservation an id of its own.' });
    }
  })
  .transform(({ effectiveOn, parities, items, ordinaryInterest, preservation, ...terms }): EnteredTerms => ({
    terms: {
      ...terms,
      items: items.map((one) => ({ ...one, performBy: one.performBy ?? effectiveOn })),
      ordinaryInterest: ordinaryInterest.map(({ ratePercent, daysPerUnit, items: named, ...one }) => ({
        ...one,
        rate: ratePercent.read,
        ratePercent: ratePercent.written,
        daysPerUnit: BigInt(daysPerUnit),
        items: named ?? items.filter(({ kind }) => kind === 'principal').map(({ id }) => id),
      })),
    },
    parities: parities.map(({ on, rate }) => ({ on, rate: rate.read })),
    preservations: preservation.map((one) => ({ ...one, performBy: one.performBy ?? effectiveOn })),
  }));

export interface EnteredTerms {
  readonly terms: DebtTerms;
  readonly parities: readonly CentralParity[];
  /** Their fees are in yuan, whatever the currency of the debt. */
  readonly preservations: readonly Preservation[];
}
