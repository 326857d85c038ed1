import { z } from 'zod';
import { attempt, count, date, fenText, instant, institutionCode, uuid } from './fields.js';

/** Sent by adapters, read by control: 1…n outcomes of cases of one lane. A refusal is an answer; silence is not. */
const reason = z.strictObject({ code: z.string(), text: z.string() });

const priorMeasure = z.strictObject({
  authority: z.string(),
  documentNumber: z.string(),
  amountFen: fenText.optional(),
  until: date.optional(),
});

/** Whom the institution names as holder or owner; left out where it answers for the subject alone. */
const holders = z.array(z.strictObject({ name: z.string().min(1), idNumber: z.string().optional() })).optional();

/** An account as the bank reported it at `asOf`. */
export const accountFound = z.strictObject({
  account: z.string(),
  class: z.string(),
  currency: z.string(),
  status: z.string(),
  openedOn: date.optional(),
  balanceFen: fenText,
  availableFen: fenText,
  branch: z.string().optional(),
  exemptionTag: z.string().optional(),
  /** The bank's own words (BEIZ). */
  remark: z.string().optional(),
  holders,
  priorMeasures: z.array(priorMeasure),
});

/** A title or vehicle as the registry reported it at `asOf`. */
export const assetFound = z.strictObject({
  assetId: z.string(),
  kind: z.enum(['real_estate', 'vehicle', 'shares']),
  description: z.string(),
  /** Of listed shares: how many are there, how many nobody has frozen or taken in pledge, and the previous close of one. */
  shares: z
    .strictObject({ code: z.string(), quantity: count, available: count, previousCloseFen: fenText, closeOn: date })
    .optional(),
  encumbrances: z.array(z.string()),
  holders,
  priorMeasures: z.array(priorMeasure),
});

/** JE = SKJE + CESKJE (R1.8-5..7). Of a whole account the amount is what it holds (R2.3-2). `endsAt`: the end to the minute (R1.8-4). */
const freezeResult = z.strictObject({
  account: z.string(),
  amountFen: fenText,
  caughtFen: fenText,
  uncaughtFen: fenText,
  from: date,
  until: date,
  endsAt: instant.optional(),
  wholeAccount: z.literal(true).optional(),
  /** Since when it ranks, where it took over the rank of another. */
  servedAt: instant.optional(),
  balanceFen: fenText.optional(),
  availableFen: fenText.optional(),
});

const deductionResult = z.strictObject({ amountFen: fenText, bankSerial: z.string(), interbank: z.boolean(), sentAt: instant });
const releaseResult = z.strictObject({ releasedFen: fenText, remainingCapFen: fenText });
const sealResult = z.strictObject({
  assetId: z.string(),
  from: date,
  until: date,
  rank: z.number().int().min(1),
  shares: count.optional(),
});
const paymentResult = z.strictObject({ amountFen: fenText, bankSerial: z.string(), paidAt: instant });

const said = { bankTime: instant, asOf: instant, receipt: z.strictObject({ number: z.string(), issuedAt: instant }).optional() };

export const finalAnswer = z.strictObject({
  kind: z.literal('final'),
  outcome: z.enum(['found', 'nothing', 'executed', 'executed_in_part', 'refused', 'not_applicable']),
  ...said,
  reason: reason.optional(),
  accounts: z.array(accountFound).optional(),
  assets: z.array(assetFound).optional(),
  freeze: freezeResult.optional(),
  release: releaseResult.optional(),
  deduction: deductionResult.optional(),
  seal: sealResult.optional(),
  payment: paymentResult.optional(),
});
export type FinalAnswer = z.infer<typeof finalAnswer>;

export const outcome = z.discriminatedUnion('kind', [
  finalAnswer,
  /** `stage` keeps a registry's *acknowledged, locked, registered* apart. */
  z.strictObject({
    kind: z.literal('acknowledged'),
    stage: z.enum(['acknowledged', 'locked']),
    bankTime: instant,
    expectedBy: instant.optional(),
  }),
  /** No answer. `no` = proof that nothing was done; `maybe` = the institution may have acted. `cause` from the driver's table. */
  z.strictObject({ kind: z.literal('silent'), reached: z.enum(['no', 'maybe']), cause: z.string() }),
  /** The institution says it does not know our reference; believed only by its own time (`bankTime`) past `notAfter`. */
  z.strictObject({ kind: z.literal('unknown'), bankTime: instant }),
  /** A freeze as it stands now: later credits fill it, deductions and expiry empty it (R2.3-1, R2.3-5). */
  z.strictObject({
    kind: z.literal('present'),
    capFen: fenText,
    caughtFen: fenText,
    uncaughtFen: fenText,
    until: date,
    endsAt: instant.optional(),
    wholeAccount: z.literal(true).optional(),
    active: z.boolean(),
    asOf: instant,
  }),
  /** An answer nobody could read; kept whole in the exchange journal. */
  z.strictObject({ kind: z.literal('unreadable'), cause: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

export const answerItem = z.strictObject({
  requestId: uuid,
  attempt,
  institution: institutionCode,
  /** When the adapter had it (MachineTime). */
  at: instant,
  outcome,
});
export type AnswerItem = z.infer<typeof answerItem>;

const caseAnswer = answerItem.extend({ caseId: uuid });
export type CaseAnswerItem = z.infer<typeof caseAnswer>;

/** What adapters sent before messages of many cases, and what lies in dead letters of those days. */
const answersV1 = z.strictObject({
  type: z.literal('answers'),
  version: z.literal(1),
  caseId: uuid,
  items: z.array(answerItem).min(1),
});

const answersV2 = z.strictObject({
  type: z.literal('answers'),
  version: z.literal(2),
  items: z.array(caseAnswer).min(1),
});

/** Everything that travels on chakong.answers. */
export const answersMessage = z.discriminatedUnion('version', [answersV1, answersV2]);
export type AnswersMessage = z.infer<typeof answersMessage>;

export function answersIn(message: AnswersMessage): readonly CaseAnswerItem[] {
  return message.version === 2 ? message.items : message.items.map((item) => ({ ...item, caseId: message.caseId }));
}
