import { z } from 'zod';
import { type FinalAnswer, type Outcome } from '#messages/answers.js';
import { type RequestItem } from '#messages/requests.js';
import { type Reply, type Silent, type TaskOf, type Unreadable, unreadable } from '../../driver.js';
import { envelope } from '../envelope.js';
import { date, endsOnLastDay, extentFits, holders, id, instant, money, text } from '../fields.js';
import { jsonOf, type Problem, readFailure } from '../reply.js';
import { mayExplain, meaningOf, MEASURES, type ReasonCode, REASONS, type RestMeasure, wireIdType } from './codes.js';

// Members the protocol does not name may be sent and are ignored (rest-json.md, Compatibility).
const accountNumber = z.string().regex(/^[0-9A-Za-z-]{5,40}$/);
const reason = z.object({ code: z.enum(Object.keys(REASONS) as ReasonCode[]), text });
const receipt = z.object({ number: text, issuedAt: instant });

const account = z.object({
  account: accountNumber,
  class: z.enum(['current', 'term', 'basic', 'general', 'temporary', 'special', 'wealth', 'margin']),
  currency: z.string().regex(/^[A-Z]{3}$/),
  status: z.enum(['normal', 'dormant', 'frozen', 'closed']),
  openedOn: date,
  balance: money,
  available: money,
  branch: text,
  // without an amount it holds the whole account
  priorMeasures: z.array(z.object({ authority: text, documentNumber: text, amount: money.optional(), until: date })),
  exemptionTag: z
    .enum([
      'migrant_wage',
      'wage_deposit',
      'social_insurance',
      'relief',
      'provident_fund',
      'fiscal',
      'trust',
      'clearing',
      'payment_reserve',
      'other',
    ])
    .optional(),
  remark: text.optional(),
  holders: holders.optional(),
});

const freezeResult = z
  .object({
    account: accountNumber,
    wholeAccount: z.literal(true).optional(),
    amount: money.optional(),
    recorded: money.optional(),
    caught: money,
    uncaught: money.optional(),
    from: date,
    until: date,
    endsAt: instant.optional(),
    servedAt: instant.optional(),
    balance: money,
    available: money,
  })
  .refine((freeze) => extentFits({ ...freeze, cap: freeze.amount }) && freeze.amount === freeze.recorded, 'R1.8-5..7')
  .refine(endsOnLastDay, 'R1.8-4');

const releaseResult = z.object({
  freezeReference: id,
  account: accountNumber,
  released: money,
  remaining: z.object({ cap: money, caught: money, uncaught: money }),
});

const deductionResult = z.object({
  freezeReference: id,
  account: accountNumber,
  amount: money,
  payeeAccount: accountNumber,
  bankSerial: text,
  interbank: z.boolean(),
  sentAt: instant,
});

export const answer = z
  .object({
    requestId: id,
    outcome: z.enum(['found', 'nothing', 'executed', 'executed_in_part', 'refused', 'not_applicable']),
    bankTime: instant,
    asOf: instant,
    reason: reason.optional(),
    accounts: z.array(account).optional(),
    freeze: freezeResult.optional(),
    release: releaseResult.optional(),
    deduction: deductionResult.optional(),
    receipt,
  })
  .superRefine((said, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const explains = ['refused', 'not_applicable', 'executed_in_part'].includes(said.outcome);
    if (explains && said.reason === undefined) wrong('reason', 'obligatory with this outcome');
    if (explains && said.reason !== undefined && !mayExplain(said.reason.code, said.outcome)) {
      wrong('reason.code', 'not with this outcome');
    }
    if (said.outcome === 'found' && (said.accounts ?? []).length === 0) wrong('accounts', 'at least one with found');
    const results = [said.freeze, said.release, said.deduction].filter((result) => result !== undefined).length;
    const acted = said.outcome === 'executed' || said.outcome === 'executed_in_part';
    if (results !== (acted ? 1 : 0)) wrong('outcome', 'a result with executed, and only then');
  });
export type WireAnswer = z.infer<typeof answer>;

const acknowledgement = z.object({
  requestId: id,
  state: z.literal('acknowledged'),
  bankTime: instant,
  expectedBy: instant.optional(),
});

const problem = z.object({
  code: z.string(),
  title: text,
  detail: z.string().max(2000),
  requestId: id.optional(),
  bankTime: instant,
});

export const grammar = {
  problem(json: unknown): Problem | undefined {
    const { data } = problem.safeParse(json);
    return data && { code: data.code, text: data.detail || data.title, time: data.bankTime, requestId: data.requestId };
  },
  meaning: meaningOf,
};

/** The answer in the house's words, member by member: nothing the house did not ask for comes in. */
export function finalOf(said: WireAnswer): FinalAnswer {
  const { freeze, release, deduction } = said;
  return {
    kind: 'final',
    outcome: said.outcome,
    bankTime: said.bankTime,
    asOf: said.asOf,
    receipt: said.receipt,
    ...(said.reason && { reason: said.reason }),
    ...(said.outcome === 'found' && { accounts: (said.accounts ?? []).map(accountOf) }),
    ...(freeze && {
      freeze: {
        account: freeze.account,
        amountFen: freeze.amount ?? freeze.caught,
        caughtFen: freeze.caught,
        uncaughtFen: freeze.uncaught ?? '0',
        from: freeze.from,
        until: freeze.until,
        ...(freeze.endsAt && { endsAt: freeze.endsAt }),
        ...(freeze.servedAt && { servedAt: freeze.servedAt }),
        ...(freeze.wholeAccount && { wholeAccount: freeze.wholeAccount }),
        balanceFen: freeze.balance,
        availableFen: freeze.available,
      },
    }),
    ...(release && { release: { releasedFen: release.released, remainingCapFen: release.remaining.cap } }),
    ...(deduction && {
      deduction: {
        amountFen: deduction.amount,
        bankSerial: deduction.bankSerial,
        interbank: deduction.interbank,
        sentAt: deduction.sentAt,
      },
    }),
  };
}

function accountOf(found: z.infer<typeof account>): NonNullable<FinalAnswer['accounts']>[number] {
  const { balance, available, exemptionTag, priorMeasures, remark, holders: held, ...same } = found;
  return {
    ...same,
    balanceFen: balance,
    availableFen: available,
    priorMeasures: priorMeasures.map(({ amount, ...prior }) => ({
      ...prior,
      ...(amount !== undefined && { amountFen: amount }),
    })),
    ...(exemptionTag && { exemptionTag }),
    ...(remark && { remark }),
    ...(held && { holders: held }),
  };
}

/** Does the outcome belong to this measure, with the result it must carry? */
export function fitsMeasure(final: FinalAnswer, measure: RestMeasure): boolean {
  const { outcomes, carries } = MEASURES[measure];
  if (!(outcomes as readonly string[]).includes(final.outcome)) return false;
  const acted = final.outcome === 'executed' || final.outcome === 'executed_in_part';
  return !acted || (carries !== undefined && final[carries] !== undefined);
}

/** A refusal by problem body is a final answer without receipt. */
export function refusalOf(refusal: Problem): FinalAnswer {
  return {
    kind: 'final',
    outcome: 'refused',
    bankTime: refusal.time,
    asOf: refusal.time,
    reason: { code: refusal.code, text: refusal.text },
  };
}

export function failureOf(reply: Reply, requestId: string): FinalAnswer | Silent | Unreadable {
  const failure = readFailure(reply, requestId, grammar);
  return failure.kind === 'refusal' ? refusalOf(failure.problem) : failure;
}

/** Reads the reply to a PUT of a measure; `about` compares the answer with what was asked. */
export function readerOf<M extends Exclude<RestMeasure, 'pay'>>(
  measure: M,
  about: (said: WireAnswer, task: TaskOf<M>) => boolean,
) {
  return (reply: Reply, item: RequestItem, task: TaskOf<M>): Outcome => {
    if (reply.status === 202) return readAcknowledgement(reply, item.requestId);
    if (reply.status !== 200) return failureOf(reply, item.requestId);
    const { data } = answer.safeParse(jsonOf(reply));
    if (data === undefined) return unreadable('not_an_answer');
    if (data.requestId !== item.requestId) return unreadable('other_request');
    const final = finalOf(data);
    if (!fitsMeasure(final, measure)) return unreadable('other_measure');
    return about(data, task) ? final : unreadable('other_subject_matter');
  };
}

function readAcknowledgement(reply: Reply, requestId: string): Outcome {
  const { data } = acknowledgement.safeParse(jsonOf(reply));
  if (data === undefined) return unreadable('not_an_acknowledgement');
  if (data.requestId !== requestId) return unreadable('other_request');
  return {
    kind: 'acknowledged',
    stage: 'acknowledged',
    bankTime: data.bankTime,
    ...(data.expectedBy && { expectedBy: data.expectedBy }),
  };
}

export const put = envelope(wireIdType);
