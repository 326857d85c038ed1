import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { REQUEST_STATES } from '#enforcement/request-states.js';
import { type InstitutionDirectory } from '#institutions/directory.js';
import { isOpen } from '#institutions/service-hours.js';
import { type FinalAnswer, finalAnswer } from '#messages/answers.js';
import { type RequestRow } from '#storage/orders/request-rows.js';
import { date, id, instant, yuan } from '../openapi/fields.js';
import { SHOWN_AS, shownAs } from './shown-as.js';

export const answerView = z.strictObject({
  outcome: z.string(),
  asOf: instant,
  receivedAt: instant,
  reason: z.strictObject({ code: z.string(), text: z.string() }).optional(),
  freeze: z
    .strictObject({
      ...{ account: z.string(), amount: yuan, caught: yuan, uncaught: yuan, from: date, until: date },
      ...{ endsAt: instant.optional(), wholeAccount: z.literal(true).optional() },
    })
    .optional(),
  release: z.strictObject({ released: yuan, remainingCap: yuan }).optional(),
  deduction: z.strictObject({ amount: yuan, bankSerial: z.string(), interbank: z.boolean(), sentAt: instant }).optional(),
  seal: z.strictObject({ assetId: z.string(), from: date, until: date, rank: z.int() }).optional(),
  payment: z.strictObject({ amount: yuan, bankSerial: z.string(), paidAt: instant }).optional(),
  receipt: z.strictObject({ number: z.string(), issuedAt: instant }).optional(),
});

export const requestView = z.strictObject({
  id,
  institution: z.string(),
  institutionName: z.string(),
  state: z.enum(REQUEST_STATES),
  heldBy: z.enum(['predecessor', 'hours', 'switch', 'stay']).optional(),
  silent: z.boolean(),
  shownAs: z.enum(SHOWN_AS),
  outcome: z.enum(['found', 'nothing']).optional(),
  attempt: z.int(),
  lastCause: z.string().optional(),
  finalAt: instant.optional(),
  answer: answerView.optional(),
});

export interface Surroundings {
  readonly directory: InstitutionDirectory;
  readonly off: ReadonlySet<string>;
  readonly now: Date;
}

export function viewOfRequest(row: RequestRow, around: Surroundings): z.input<typeof requestView> {
  const profile = around.directory.find(row.institution);
  const heldBy = row.state === 'queued' ? holder(row, around) : undefined;
  return {
    id: row.id,
    institution: row.institution,
    institutionName: profile?.names.zh ?? row.institution,
    state: row.state,
    ...(heldBy === undefined ? {} : { heldBy }),
    silent: row.silent,
    shownAs: shownAs(row),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    attempt: row.attempt,
    ...(row.last_cause === null ? {} : { lastCause: row.last_cause }),
    ...(row.final_at === null ? {} : { finalAt: row.final_at.toISOString() }),
    ...(row.received_at === null ? {} : { answer: viewOfAnswer(row.content, row.received_at) }),
  };
}

function holder(row: RequestRow, { directory, off, now }: Surroundings) {
  const profile = directory.find(row.institution);
  if (row.stayed) return 'stay';
  if (off.has('dispatch') || off.has(`institution:${row.institution}`)) return 'switch';
  if (row.behind) return 'predecessor';
  return profile !== undefined && !isOpen(profile.serviceHours, now) ? 'hours' : undefined;
}

const money = (text: string) => formatYuan(fenOf(text));

/** An institution's final answer in yuan; parsed again as it comes out of the JSON column. */
export function viewOfAnswer(content: unknown, receivedAt: Date): z.input<typeof answerView> {
  const said: FinalAnswer = finalAnswer.parse(content);
  const { freeze, release, deduction, payment, reason, receipt, seal } = said;
  return {
    outcome: said.outcome,
    asOf: said.asOf,
    receivedAt: receivedAt.toISOString(),
    ...(reason === undefined ? {} : { reason }),
    ...(freeze === undefined
      ? {}
      : {
          freeze: {
            account: freeze.account,
            amount: money(freeze.amountFen),
            caught: money(freeze.caughtFen),
            uncaught: money(freeze.uncaughtFen),
            from: freeze.from,
            until: freeze.until,
            ...(freeze.endsAt === undefined ? {} : { endsAt: freeze.endsAt }),
            ...(freeze.wholeAccount === undefined ? {} : { wholeAccount: freeze.wholeAccount }),
          },
        }),
    ...(release === undefined
      ? {}
      : { release: { released: money(release.releasedFen), remainingCap: money(release.remainingCapFen) } }),
    ...(deduction === undefined
      ? {}
      : {
          deduction: {
            amount: money(deduction.amountFen),
            bankSerial: deduction.bankSerial,
            interbank: deduction.interbank,
            sentAt: deduction.sentAt,
          },
        }),
    ...(seal === undefined ? {} : { seal }),
    ...(payment === undefined
      ? {}
      : { payment: { amount: money(payment.amountFen), bankSerial: payment.bankSerial, paidAt: payment.paidAt } }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}
