import { checkCnapsCode } from '#enforcement/identity/cnaps-code.js';
import type { InstitutionCode } from '#enforcement/ids.js';
import type { Measure } from '#enforcement/measure.js';
import { z } from 'zod';
import { serviceHours } from './service-hours.js';

const positiveMs = z.int().min(1).max(86_400_000);
const code = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u,
    'Write the code in small letters and digits, words joined by "-", such as gx-vehicles.',
  )
  .max(32)
  .transform((text) => text as InstitutionCode);

const cnaps = z.string('Write the bank code in quotes, such as "105100000017".').superRefine((text, context) => {
  const result = checkCnapsCode(text);
  if (!result.ok) context.addIssue({ code: 'custom', message: result.problem.message });
  else if (result.value !== text) context.addIssue({ code: 'custom', message: `Write it plainly, as "${result.value}".` });
});

const shared = {
  code,
  names: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  baseUrl: z
    .url({ protocol: /^https?$/u, error: 'Write an http or https address, such as ${SIMULATOR_URL}/icbc.' })
    .regex(/[^/]$/u, 'Leave out the "/" at the end.'),
  /** What may be asked of it online. An absent measure goes by paper; 63 of 3,992 counterparties cannot deduct (R8.2). */
  measures: z.strictObject({
    inquire: z.boolean(),
    freeze: z.boolean(),
    renew: z.boolean(),
    release: z.boolean(),
    deduct: z.boolean(),
    seal: z.boolean(),
  }),
  /** Can a release lower the cap and keep the rank? Where not, a freeze is never lowered by release and new freeze (R2.3-7). */
  partialRelease: z.boolean(),
  /** Does it freeze a whole account, whatever is in it and whatever comes (KZNR 2, R1.7-5)? Else amounts only. */
  wholeAccount: z.boolean(),
  /** How many requests may be dispatched and unanswered at once; `urgentShare` of them is kept for urgent ones. */
  window: z.strictObject({ max: z.int().min(1).max(2_000), urgentShare: z.number().min(0).max(0.5).default(0.1) }),
  maxItemsPerMessage: z.int().min(1).max(500),
  timeouts: z.strictObject({ connectMs: positiveMs, answerMs: positiveMs }),
  /** From claim to the end of our patience; then control asks what became of the request. */
  leaseMs: positiveMs,
  breaker: z.strictObject({
    errorThresholdPercentage: z.int().min(1).max(100),
    volumeThreshold: z.int().min(5, 'Write 5 or more: below that a single lost answer stops the institution.'),
    resetTimeoutMs: positiveMs,
    rollingCountTimeoutMs: positiveMs,
  }),
  /** Waits before the next try after *not reached*, the last one repeated. `maxTries` is for inquiries: a measure is never resent blindly. */
  retry: z.strictObject({ backoffMs: z.array(positiveMs).min(1), maxTries: z.int().min(1) }),
  /** How long after `notAfter`, by the institution's own clock, its "unknown to us" is believed. 0 = it refuses late requests by itself. */
  settleAfterMs: z.int().min(0).max(86_400_000),
  /** How often and how many times we ask what became of an acknowledged or unconfirmed request, before a person is called. */
  statusQuery: z.strictObject({ everyMs: positiveMs, rounds: z.int().min(1) }),
  serviceHours,
  /** Does it push its final answers to us? Where not, they come by status query alone. */
  notices: z.boolean(),
};

const fundAccount = z.strictObject({
  account: z.string().min(1),
  /** Account name as the bank compares it (户名). */
  name: z.string().min(1),
  /** Code of the court whose money it holds, as in its case numbers, such as 桂1381. */
  court: z.string().min(1),
  statementEveryMs: positiveMs,
});

const bank = z.strictObject({
  ...shared,
  kind: z.literal('bank'),
  group: z.literal('banks'),
  protocol: z.literal('rest-json'),
  /** Code of the head office in the payment system. `sure`: in several independent public code tables; else the file says the doubt. */
  cnaps,
  cnapsConfidence: z.enum(['sure', 'unsure']),
  /** Does it report credits to the accounts of a watched subject? */
  watch: z.boolean(),
  /**
   * Absent: every request is an HTTP call of its own. Else one call carries up to `most` requests, and `calls` are under way at once, of
   * whatever kind. The window counts requests all the same: `window.max ÷ most` full calls fill it.
   */
  batch: z.strictObject({ most: z.int().min(2).max(500), calls: z.int().min(1).max(500) }).optional(),
  fundAccounts: z.array(fundAccount).default([]),
});

const registry = z.strictObject({
  ...shared,
  kind: z.literal('registry'),
  group: z.literal('registries'),
  protocol: z.literal('registry-json'),
});

/** Room for the adapter to end a message after the time-out, with the answer still inside the lease. */
const leaseMarginMs = 5_000;

/** An institution as its YAML file describes it, defaults merged in. A protocol is code; an institution is only this. */
export const institutionProfile = z.discriminatedUnion('kind', [bank, registry]).superRefine((profile, context) => {
  const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  const { measures, timeouts } = profile;
  const canPutOn = profile.kind === 'bank' ? measures.freeze : measures.seal;
  const foreign = profile.kind === 'bank' ? (['seal'] as const) : (['freeze', 'deduct'] as const);
  for (const measure of foreign) {
    if (measures[measure]) wrong(['measures', measure], `Write false: a ${profile.kind} does not ${measure}.`);
  }
  for (const measure of ['renew', 'release', 'deduct'] as const) {
    // 法〔2018〕64号: online, money is frozen before it is deducted (R1.9-1); nor is there anything to renew or release.
    if (measures[measure] && !canPutOn)
      wrong(['measures', measure], `Write false: what cannot be put on online cannot ${measure} online.`);
  }
  if (profile.wholeAccount && !measures.freeze) wrong(['wholeAccount'], 'Write false, or let freeze be true.');
  if (profile.partialRelease && !measures.release) wrong(['partialRelease'], 'Write false, or let release be true.');
  const least = timeouts.connectMs + timeouts.answerMs + leaseMarginMs;
  if (profile.leaseMs <= least) wrong(['leaseMs'], `Write more than connectMs + answerMs + ${leaseMarginMs} = ${least}.`);
  if (profile.maxItemsPerMessage > profile.window.max)
    wrong(['maxItemsPerMessage'], 'Write at most window.max: one message never exceeds the window.');
  if (profile.kind === 'bank' && profile.batch !== undefined && profile.batch.most > profile.window.max)
    wrong(['batch', 'most'], 'Write at most window.max: one call never exceeds the window.');
  if (profile.statusQuery.everyMs * profile.statusQuery.rounds <= profile.settleAfterMs) {
    wrong(['statusQuery'], 'Let everyMs × rounds exceed settleAfterMs, or "unknown to us" is never believed.');
  }
});

export type InstitutionProfile = z.infer<typeof institutionProfile>;
export type BankProfile = Extract<InstitutionProfile, { kind: 'bank' }>;
export type FundAccount = BankProfile['fundAccounts'][number];

/** How many calls may be under way to it at once: where it takes no batches, as many as requests. */
export function callsAtOnce(profile: InstitutionProfile): number {
  return batchOf(profile)?.calls ?? profile.window.max;
}

/** What its batch call takes; undefined where it has none. */
export function batchOf(profile: InstitutionProfile): BankProfile['batch'] {
  return profile.kind === 'bank' ? profile.batch : undefined;
}

/** May this be asked of it online? Payments to creditors go through the bank that holds a court's fund account. */
export function isCapable(profile: InstitutionProfile, measure: Measure): boolean {
  if (measure === 'pay') return profile.kind === 'bank' && profile.fundAccounts.length > 0;
  return profile.measures[measure];
}
