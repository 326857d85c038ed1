import { z } from 'zod';
import { type CaseStatement } from '#enforcement/debt/case-statement.js';
import { type FirstDay } from '#enforcement/debt/days.js';
import { type StatementLine, type Totals } from '#enforcement/debt/statement.js';
import { COMPONENTS, EXCLUSION_GROUNDS, PAYMENT_MEANS } from '#enforcement/debt/terms.js';
import { formatYuan } from '#enforcement/money.js';
import { type AccountOfClaim } from '#storage/debt/claim-accounts.js';
import { date, id, yuan } from '../openapi/fields.js';

const stepView = z.strictObject({
  from: date,
  until: date,
  days: z.int(),
  excludedDays: z.int(),
  base: yuan,
  formula: z.string().meta({ examples: ['100000.00 × 0.0175% × 151'] }),
  exact: z.string().meta({ description: 'The unrounded result in yuan' }),
});

const lineView = z.strictObject({
  id: z.string(),
  component: z.enum(COMPONENTS),
  label: z.string(),
  rule: z.string(),
  article: z.string(),
  dueOn: date.optional(),
  ratePercent: z.string().optional(),
  per: z.string().optional(),
  convention: z.string().optional(),
  days: z.int().optional(),
  fee: z
    .strictObject({
      on: yuan.meta({ description: 'What the fee is reckoned on' }),
      formula: z.string().meta({ examples: ['50.00 + (100000.00 − 10000.00) × 1.5%'] }),
      cappedAt: yuan.optional(),
    })
    .optional()
    .meta({ description: 'Where a table of fees gave the amount (R4.4)' }),
  converted: z
    .strictObject({ currency: z.string(), amount: z.string(), on: date, rate: z.string() })
    .optional()
    .meta({ description: 'Ordered in foreign money and converted first at the central parity of that day (R4.1-6)' }),
  steps: z.array(stepView),
  gross: yuan,
  paid: yuan,
  owed: yuan,
  projected: z.boolean(),
});

const totalsView = z.strictObject({ gross: yuan, paid: yuan, owed: yuan, overpaid: yuan });

export const statementView = z.strictObject({
  caseId: id,
  caseNumber: z.string(),
  on: date,
  rounding: z.string(),
  claims: z.array(
    z.strictObject({
      claimId: id,
      creditorId: id,
      title: z.string(),
      termsVersion: z
        .int()
        .optional()
        .meta({ description: 'Missing where nobody has entered terms: then no interest is reckoned' }),
      currency: z.string(),
      lines: z.array(lineView),
      payments: z.array(
        z.strictObject({
          id: z.string(),
          on: date,
          amount: yuan,
          means: z.enum(PAYMENT_MEANS),
          shares: z.array(z.strictObject({ line: z.string(), amount: yuan })),
          left: yuan,
        }),
      ),
      orderOfPayment: z.array(z.enum(COMPONENTS)),
      notReckoned: z.array(z.strictObject({ line: z.string(), from: date, until: date, rule: z.string(), article: z.string() })),
      exclusions: z
        .array(z.strictObject({ from: date, until: date, ground: z.enum(EXCLUSION_GROUNDS) }))
        .meta({ description: 'Days on which the doubled part did not run (R4.1-5)' }),
      totals: totalsView,
    }),
  ),
  fee: lineView.optional(),
  totals: totalsView,
});
export type StatementView = z.input<typeof statementView>;

export function viewOfStatement(
  one: { readonly id: string; readonly number: string },
  accounts: readonly AccountOfClaim[],
  { on, claims, fee, totals }: CaseStatement,
): StatementView {
  const rows = new Map(accounts.map(({ claimId, row }) => [claimId, row]));
  return {
    caseId: one.id,
    caseNumber: one.number,
    on,
    rounding: 'half-up to the fen, once per line (R4.3-2)',
    claims: claims.map((claim) => {
      const row = rows.get(claim.claimId);
      return {
        claimId: claim.claimId,
        creditorId: row?.creditor_id ?? '',
        title: row?.title ?? '',
        ...(typeof row?.version === 'number' ? { termsVersion: row.version } : {}),
        currency: claim.currency,
        lines: claim.lines.map(viewOfLine),
        payments: claim.payments.map(({ payment, shares, left }) => ({
          id: payment.id,
          on: payment.on,
          amount: formatYuan(payment.amount),
          means: payment.means,
          shares: shares.map(({ line, amount }) => ({ line, amount: formatYuan(amount) })),
          left: formatYuan(left),
        })),
        orderOfPayment: [...claim.orderOfPayment],
        notReckoned: [...claim.notReckoned],
        exclusions: claim.exclusions.map(({ from, until, ground }) => ({ from, until, ground })),
        totals: viewOfTotals(claim.totals),
      };
    }),
    ...(fee === undefined ? {} : { fee: viewOfLine(fee) }),
    totals: viewOfTotals(totals),
  };
}

function viewOfLine(line: StatementLine): z.input<typeof lineView> {
  const { interest, steps, dueOn, fee, converted } = line;
  return {
    id: line.id,
    component: line.component,
    label: line.label,
    rule: line.rule,
    article: line.article,
    ...(dueOn === '9999-12-31' ? {} : { dueOn }),
    ...(interest === undefined
      ? {}
      : {
          ratePercent: interest.ratePercent,
          per: interest.per,
          convention: conventionOf(interest.firstDay, interest.per, interest.daysPerUnit),
          days: steps.reduce((sum, { days }) => sum + days, 0),
        }),
    ...(converted === undefined ? {} : { converted: { ...converted, amount: formatYuan(converted.amount) } }),
    ...(fee === undefined
      ? {}
      : {
          fee: {
            on: formatYuan(fee.on),
            formula: fee.formula,
            ...(fee.cappedAt === undefined ? {} : { cappedAt: formatYuan(fee.cappedAt) }),
          },
        }),
    steps: steps.map((step) => ({ ...step, base: formatYuan(step.base) })),
    gross: formatYuan(line.gross),
    paid: formatYuan(line.paid),
    owed: formatYuan(line.owed),
    projected: line.isProjected,
  };
}

/** R4.3-1: the text settles neither way of counting, so that every line says which was used. */
function conventionOf(firstDay: FirstDay, per: string, daysPerUnit: number): string {
  const first = firstDay === 'counted' ? 'the first day counts' : 'the first day does not count';
  return `actual days; ${first}, the last does${per === 'day' ? '' : `; a ${per} has ${daysPerUnit} days`}`;
}

function viewOfTotals({ gross, paid, owed, overpaid }: Totals): z.input<typeof totalsView> {
  return { gross: formatYuan(gross), paid: formatYuan(paid), owed: formatYuan(owed), overpaid: formatYuan(overpaid) };
}
