import { z } from 'zod';
import { attempt, count, date, fenText, instant, institutionCode, uuid } from './fields.js';

/**
 * Sent by control, read by adapters, key = institution: 1…n requests of one institution.
 * The same attempt may be sent any number of times; who inserts its journal line has the right to send it.
 */
const subject = z.strictObject({
  kind: z.enum(['person', 'organisation']),
  name: z.string().min(1),
  idType: z.enum(['citizen_id', 'unified_credit_code', 'organisation_code', 'passport', 'other']),
  idNumbers: z.array(z.string().min(1)).min(1),
});

const legalBasis = z.strictObject({
  rulingNumber: z.string().optional(),
  noticeNumber: z.string(),
  documents: z.array(z.strictObject({ id: uuid, name: z.string(), mediaType: z.string(), sha256: z.string().length(64) })),
  officers: z.array(z.strictObject({ name: z.string(), workCard: z.string(), dutyCard: z.string() })),
});

const payee = z.strictObject({ name: z.string(), bankName: z.string(), bankCode: z.string(), account: z.string() });

/** Whose rank a freeze takes over: of one of ours that was lifted (R7.2-6), or of another authority's in effect (R2.1-9). */
const inRankOf = z.union([
  z.strictObject({ freezeRequestId: uuid }),
  z.strictObject({ authority: z.string().min(1), documentNumber: z.string().min(1) }),
]);

/** What the measure asks, one closed union; money in fen. */
export const task = z.discriminatedUnion('measure', [
  z
    .strictObject({
      measure: z.literal('inquire'),
      transactionsFrom: date.optional(),
      transactionsTo: date.optional(),
      watchUntil: date.optional(),
    })
    .refine(({ transactionsFrom, transactionsTo }) => (transactionsFrom === undefined) === (transactionsTo === undefined), {
      path: ['transactionsTo'],
      message: 'R1.5-13: both days of the window or none',
    }),
  // an amount (KZNR 1), or the whole account whatever is in it and whatever comes (KZNR 2, R1.7-5)
  z
    .strictObject({
      measure: z.literal('freeze'),
      account: z.string(),
      amountFen: fenText.optional(),
      wholeAccount: z.literal(true).optional(),
      inRankOf: inRankOf.optional(),
      from: date,
      until: date,
    })
    .refine(
      ({ amountFen, wholeAccount }) => (amountFen === undefined) === (wholeAccount === true),
      'an amount or the whole account',
    ),
  z.strictObject({ measure: z.literal('renew'), freezeRequestId: uuid, account: z.string(), until: date }),
  // taken off the cap; or what a whole account is cut to; neither: all of it
  z.strictObject({
    measure: z.literal('release'),
    freezeRequestId: uuid,
    account: z.string(),
    amountFen: fenText.optional(),
    keepFen: fenText.optional(),
  }),
  z.strictObject({ measure: z.literal('deduct'), freezeRequestId: uuid, account: z.string(), amountFen: fenText, payee }),
  z.strictObject({
    measure: z.literal('seal'),
    assetId: z.string(),
    from: date,
    until: date,
    /** Of listed shares: how many, and what of the debt they secure at the previous close (R2.4-3); the worth stays in the house. */
    shares: count.optional(),
    worthFen: fenText.optional(),
  }),
  z.strictObject({ measure: z.literal('pay'), fundAccount: z.string(), amountFen: fenText, payee, reference: z.string() }),
]);
export type Task = z.infer<typeof task>;

/** What a request has for itself. */
export const ownFacts = z.strictObject({
  requestId: uuid,
  attempt,
  caseId: uuid,
  /** Nothing is sent after this instant (MachineTime). */
  notAfter: instant,
  task,
});
export type OwnFacts = z.infer<typeof ownFacts>;

/** What the requests of one order share. */
export const sharedFacts = z.strictObject({
  caseNumber: z.string(),
  court: z.strictObject({ code: z.string(), name: z.string() }),
  judge: z.strictObject({ name: z.string(), phone: z.string().optional() }),
  subject,
  legalBasis,
});
export type SharedFacts = z.infer<typeof sharedFacts>;

export const requestItem = z.strictObject({ ...ownFacts.shape, ...sharedFacts.shape });
export type RequestItem = z.infer<typeof requestItem>;

/** What control sent before requests shared their facts, and what lies in dead letters. */
const requestsV1 = z.strictObject({
  type: z.literal('requests'),
  version: z.literal(1),
  institution: institutionCode,
  items: z.array(requestItem).min(1),
});

/**
 * `facts` are shared facts as JSON text, and an item names its own by their place. An order goes to many institutions, and so in many messages: who has
 * read the same text before need not read it again.
 */
const requestsV2 = z
  .strictObject({
    type: z.literal('requests'),
    version: z.literal(2),
    institution: institutionCode,
    facts: z.array(z.string()).min(1),
    items: z.array(z.strictObject({ ...ownFacts.shape, facts: z.int().min(0) })).min(1),
  })
  .refine(({ facts, items }) => items.every((item) => item.facts < facts.length), { path: ['facts'], message: 'no such facts' });

/** Asks what became of an attempt of a measure: journal first, then the institution, by our reference. */
export const ascertainItem = z.strictObject({
  requestId: uuid,
  attempt,
  caseId: uuid,
  notAfter: instant,
  measure: z.enum(['freeze', 'renew', 'release', 'deduct', 'seal', 'pay', 'inquire']),
  /** Where the institution keeps payments apart from requests, its fund account. */
  fundAccount: z.string().optional(),
  /** The measure is final; wanted are its present figures (cap, caught, end), answered by an outcome `present`. */
  position: z.boolean().optional(),
});
export type AscertainItem = z.infer<typeof ascertainItem>;

export const ascertainV1 = z.strictObject({
  type: z.literal('ascertain'),
  version: z.literal(1),
  institution: institutionCode,
  items: z.array(ascertainItem).min(1),
});

/** Everything that travels on chakong.requests.<group>. */
export const requestsMessage = z.discriminatedUnion('type', [
  z.discriminatedUnion('version', [requestsV1, requestsV2]),
  ascertainV1,
]);
export type RequestsMessage = z.infer<typeof requestsMessage>;
