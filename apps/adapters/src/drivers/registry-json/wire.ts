import { z } from 'zod';
import { type FinalAnswer, type Outcome } from '#messages/answers.js';
import { type RequestItem } from '#messages/requests.js';
import { type Reply, type TaskOf, unreadable } from '../../driver.js';
import { envelope } from '../envelope.js';
import { count, date, holders, id, instant, money, text } from '../fields.js';
import { jsonOf, type Problem, readFailure } from '../reply.js';
import { mayExplain, meaningOf, MEASURES, type ReasonCode, REASONS, type RegistryMeasure, wireIdType } from './codes.js';

// Members the protocol does not name may be sent and are ignored (rest-json.md, Compatibility).
const assetId = z.string().regex(/^[0-9A-Z]{6,40}$/);
const reason = z
  .object({ code: z.enum(Object.keys(REASONS) as ReasonCode[]), text })
  .refine(({ code }) => mayExplain(code), 'not with a final answer');

const encumbrance = z.object({
  kind: z.enum(['mortgage', 'lease', 'preview', 'objection', 'residence', 'other']),
  holder: text,
  amount: money.optional(),
  registeredOn: date,
});
const priorSeal = z.object({
  authority: text,
  documentNumber: text,
  from: date,
  until: date,
  stage: z.enum(['locked', 'registered']),
  rank: z.int().min(1),
});
const asset = z
  .object({
    assetId,
    kind: z.enum(['real_estate', 'vehicle', 'shares']),
    status: z.enum(['normal', 'sealed', 'mortgaged', 'cancelled']),
    realEstate: z.object({ certificate: text, rightType: text, address: text, share: text }).optional(),
    vehicle: z.object({ plate: text, model: text, registeredOn: date }).optional(),
    shares: z
      .object({ code: text, company: text, quantity: count, available: count, previousClose: money, closeOn: date })
      .optional(),
    encumbrances: z.array(encumbrance),
    holders: holders.optional(),
    priorSeals: z.array(priorSeal),
  })
  .refine(
    (one) =>
      (one.kind === 'real_estate') === (one.realEstate !== undefined) &&
      (one.kind === 'vehicle') === (one.vehicle !== undefined) &&
      (one.kind === 'shares') === (one.shares !== undefined),
    'described as its kind',
  );

const sealResult = z.object({
  assetId,
  stage: z.literal('registered'),
  rank: z.int().min(1),
  shares: count.optional(),
  sealNumber: text,
  from: date,
  until: date,
  lockedAt: instant,
  registeredAt: instant,
});

export const answer = z
  .object({
    requestId: id,
    outcome: z.enum(['found', 'nothing', 'executed', 'refused', 'not_applicable']),
    registryTime: instant,
    asOf: instant,
    reason: reason.optional(),
    assets: z.array(asset).optional(),
    seal: sealResult.optional(),
    release: z.object({ sealReference: id, assetId, releasedAt: instant }).optional(),
    receipt: z.object({ number: text, issuedAt: instant }),
  })
  .superRefine((said, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const explains = said.outcome === 'refused' || said.outcome === 'not_applicable';
    if (explains && said.reason === undefined) wrong('reason', 'obligatory with this outcome');
    if (said.outcome === 'found' && (said.assets ?? []).length === 0) wrong('assets', 'at least one with found');
    const results = [said.seal, said.release].filter((result) => result !== undefined).length;
    if (results !== (said.outcome === 'executed' ? 1 : 0)) wrong('outcome', 'a result with executed, and only then');
  });
export type WireAnswer = z.infer<typeof answer>;

const acknowledgement = z.object({
  requestId: id,
  state: z.enum(['acknowledged', 'locked']),
  registryTime: instant,
  expectedBy: instant.optional(),
});

const problem = z.object({
  code: z.string(),
  title: text,
  detail: z.string().max(2000),
  requestId: id.optional(),
  registryTime: instant,
});

export const grammar = {
  problem(json: unknown): Problem | undefined {
    const { data } = problem.safeParse(json);
    return data && { code: data.code, text: data.detail || data.title, time: data.registryTime, requestId: data.requestId };
  },
  meaning: meaningOf,
};

/** The answer in the house's words, member by member: nothing the house did not ask for comes in. */
export function finalOf(said: WireAnswer): FinalAnswer {
  const { seal } = said;
  return {
    kind: 'final',
    outcome: said.outcome,
    bankTime: said.registryTime,
    asOf: said.asOf,
    receipt: said.receipt,
    ...(said.reason && { reason: said.reason }),
    ...(said.outcome === 'found' && { assets: (said.assets ?? []).map(assetOf) }),
    ...(seal && {
      seal: {
        assetId: seal.assetId,
        from: seal.from,
        until: seal.until,
        rank: seal.rank,
        ...(seal.shares !== undefined && { shares: seal.shares }),
      },
    }),
  };
}

function assetOf(found: z.infer<typeof asset>): NonNullable<FinalAnswer['assets']>[number] {
  const { realEstate, vehicle, shares } = found;
  const parts = realEstate
    ? [realEstate.certificate, realEstate.rightType, realEstate.address, realEstate.share]
    : vehicle
      ? [vehicle.plate, vehicle.model, vehicle.registeredOn]
      : [shares?.company, shares?.code, shares?.quantity];
  return {
    assetId: found.assetId,
    kind: found.kind,
    description: [...parts, found.status].join(', '),
    encumbrances: found.encumbrances.map((one) =>
      [one.kind, one.holder, one.registeredOn, ...(one.amount === undefined ? [] : [`${one.amount} fen`])].join(', '),
    ),
    ...(shares && {
      shares: {
        code: shares.code,
        quantity: shares.quantity,
        available: shares.available,
        previousCloseFen: shares.previousClose,
        closeOn: shares.closeOn,
      },
    }),
    ...(found.holders && { holders: found.holders }),
    priorMeasures: found.priorSeals.map((one) => ({
      authority: one.authority,
      documentNumber: one.documentNumber,
      until: one.until,
    })),
  };
}

/** Does the outcome belong to this measure, with the result it must carry? Money is never released by a registry, so that is empty. */
export function fitsMeasure(said: WireAnswer, measure: RegistryMeasure): boolean {
  if (!(MEASURES[measure] as readonly string[]).includes(said.outcome)) return false;
  if (said.outcome !== 'executed') return true;
  return measure === 'release' ? said.release !== undefined : said.seal !== undefined;
}

/** Reads the reply to a PUT; `about` compares the answer with what was asked. */
export function readerOf<M extends RegistryMeasure>(measure: M, about: (said: WireAnswer, task: TaskOf<M>) => boolean) {
  return (reply: Reply, item: RequestItem, task: TaskOf<M>): Outcome => {
    if (reply.status === 202) return readAcknowledgement(reply, item.requestId);
    if (reply.status !== 200) return readRefusal(reply, item.requestId);
    const { data } = answer.safeParse(jsonOf(reply));
    if (data === undefined) return unreadable('not_an_answer');
    if (data.requestId !== item.requestId) return unreadable('other_request');
    if (!fitsMeasure(data, measure)) return unreadable('other_measure');
    return about(data, task) ? finalOf(data) : unreadable('other_subject_matter');
  };
}

function readAcknowledgement(reply: Reply, requestId: string): Outcome {
  const { data } = acknowledgement.safeParse(jsonOf(reply));
  if (data === undefined) return unreadable('not_an_acknowledgement');
  if (data.requestId !== requestId) return unreadable('other_request');
  return {
    kind: 'acknowledged',
    stage: data.state,
    bankTime: data.registryTime,
    ...(data.expectedBy && { expectedBy: data.expectedBy }),
  };
}

function readRefusal(reply: Reply, requestId: string): Outcome {
  const failure = readFailure(reply, requestId, grammar);
  if (failure.kind !== 'refusal') return failure;
  const { time, code, text: said } = failure.problem;
  return { kind: 'final', outcome: 'refused', bankTime: time, asOf: time, reason: { code, text: said } };
}

export const put = envelope(wireIdType);
