import { z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { checkBankAccountNumber } from '#enforcement/identity/bank-account-number.js';
import { checked, date, fail, id, instant, measureAmount as amount, priority, text } from '../openapi/fields.js';

const institution = text(32).meta({ examples: ['icbc'] });
const account = checked(checkBankAccountNumber, '6222020200112233445');

const officer = z.strictObject({ name: text(60), workCard: text(45), dutyCard: text(45) });

const twoOfficers = z
  .array(officer)
  .meta({ minItems: 2, maxItems: 2 })
  .superRefine((named, context) => {
    if (named.length !== 2) fail(context, 'officers.two', 'Name two officers with their cards.', cited('R1.2-7'));
  });

const writePapers = z.boolean().default(false).meta({
  description:
    'Have the papers written, numbered and sent along: ruling, a notice for each institution, officers’ cards. Else name them',
});

/** CPL 253, R1.2-2 to R1.2-4, R1.2-7: ruling and notice, both as documents, and the cards of two officers. */
const ruled = z.strictObject({
  rulingNumber: text(100).optional(),
  noticeNumber: text(100).optional(),
  documentIds: z.array(id).max(20).default([]),
  officers: twoOfficers,
  writePapers,
});

/** R1.2-1: an inquiry needs its notice alone. */
const noticed = z.strictObject({
  rulingNumber: text(100).optional(),
  noticeNumber: text(100),
  documentIds: z.array(id).max(20).default([]),
  officers: z.array(officer).max(2).default([]),
});
const noticedByUs = noticed.extend({ noticeNumber: text(100).optional(), writePapers });

const common = {
  caseId: id,
  partyId: id.optional().meta({ description: 'The debtor; may be left out where the case has one' }),
  priority: priority.extract(['urgent', 'judge', 'statutory']).optional(),
  answerBy: instant.optional(),
  linkedOrderId: id.optional(),
};

const many = <T extends z.ZodType>(target: T) => z.array(target).min(1, 'Name at least one.').max(500);
const inquireAt = z.strictObject({
  institutions: z.union([z.literal('all'), many(institution)], { error: 'Name institutions by code, or write "all".' }),
  watchUntil: date.optional().meta({ description: 'Have the banks report credits until this day' }),
  transactionsFrom: date.optional().meta({ description: 'First day of the transactions wanted; only with the last (R1.5-13)' }),
  transactionsTo: date.optional().meta({ description: 'Last day of the transactions wanted; only with the first (R1.5-13)' }),
  identityIds: many(id)
    .optional()
    .meta({ description: 'Ask only under these further names and numbers of the debtor; left out, under all he is known by' }),
});

/** Section 3: why exempt money is touched all the same, for which of the purposes the law names, on which document. */
const override = z
  .strictObject({ reason: text(1_000), purpose: text(60).optional(), documentId: id })
  .optional()
  .meta({ description: 'Only for an account that is exempt; kept with who and when' });

/** R1.7-5: the whole account, whatever is in it and whatever comes (只收不付): only on a decision that says why, on a document. */
const wholeAccount = z
  .strictObject({ reason: text(1_000).optional(), documentId: id.optional() })
  .transform(({ reason, documentId }, context) => {
    if (reason !== undefined && documentId !== undefined) return { reason, documentId };
    const message = 'To freeze the whole account say why an amount does not do, and on which document (R1.7-5).';
    return fail(context, 'whole_account.unjustified', message, cited('R1.7-5'));
  })
  .optional()
  .meta({ description: 'Instead of an amount: freeze the whole account; kept with who and when' });

/** R2.1-9, R7.2-12: the court that tries the crime, or handles its property, goes on with the investigators’ freeze and keeps their rank. */
const continues = z
  .strictObject({ authority: text(100), documentNumber: text(100) })
  .optional()
  .meta({ description: 'The freeze of investigators this one goes on with, as the bank listed it among the prior measures' });

const freezeTarget = z
  .strictObject({ institution, account, amount: amount.optional(), wholeAccount, continues, from: date, until: date, override })
  .transform(({ amount: fen, wholeAccount: whole, ...target }, context) => {
    if (whole === undefined && fen !== undefined) return { ...target, amount: fen, wholeAccount: undefined };
    if (whole !== undefined && fen === undefined) return { ...target, amount: undefined, wholeAccount: whole };
    const message = 'A freeze names an amount. Only with a reason and a document it is of the whole account instead (R1.7-5).';
    const code = fen === undefined ? 'required' : 'whole_account.with_amount';
    context.addIssue({ code: 'custom', path: ['amount'], params: { code, ...cited('R1.7-5') }, message });
    return z.NEVER;
  });
const renewTarget = z.strictObject({ freezeId: id, until: date });
const releaseTarget = z.strictObject({
  freezeId: id,
  amount: amount.optional().meta({ description: 'How much the cap shrinks; leave out to release all of it' }),
  keep: amount.optional().meta({ description: 'Of a whole account: the amount it is cut to, in its old rank (R2.3-7)' }),
});
const deductTarget = z.strictObject({ freezeId: id, amount, override });
const sealTarget = z.strictObject({
  institution,
  assetId: text(100),
  from: date,
  until: date,
  shares: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'Write the number of shares, above zero.')
    .optional()
    .meta({
      description: 'How many, of listed shares: what is owed by the previous close (R2.4-3)',
      examples: ['1200'],
    }),
});
const payTarget = z.strictObject({ claimId: id, amount });

export const newOrder = z.discriminatedUnion('measure', [
  z.strictObject({ ...common, measure: z.literal('inquire'), legalBasis: noticedByUs, targets: inquireAt }),
  z.strictObject({
    ...common,
    measure: z.literal('freeze'),
    legalBasis: ruled,
    targets: many(freezeTarget),
    fanOut: z
      .strictObject({ reason: text(1_000) })
      .optional()
      .meta({ description: 'Let each account wait for the full amount (R2.4-5): the judge’s own choice, with the reason' }),
  }),
  z.strictObject({ ...common, measure: z.literal('renew'), legalBasis: ruled, targets: many(renewTarget) }),
  z.strictObject({ ...common, measure: z.literal('release'), legalBasis: ruled, targets: many(releaseTarget) }),
  z.strictObject({ ...common, measure: z.literal('deduct'), legalBasis: ruled, targets: many(deductTarget) }),
  z.strictObject({ ...common, measure: z.literal('seal'), legalBasis: ruled, targets: many(sealTarget) }),
  z.strictObject({ ...common, measure: z.literal('pay'), legalBasis: noticed.optional(), targets: many(payTarget) }),
]);
export type NewOrderBody = z.output<typeof newOrder>;
export type BodyOf<M extends NewOrderBody['measure']> = Extract<NewOrderBody, { measure: M }>;

/** An inquiry over many cases, one approval for all of them. */
export const newOrderSet = z.strictObject({
  filter: z
    .strictObject({
      state: z.enum(['open', 'dormant', 'resumed']).optional(),
      courtCode: text(20).optional(),
      filedFrom: date.optional(),
      filedTo: date.optional(),
      caseNumbers: z.array(text(60)).min(1).max(10_000).optional(),
    })
    .refine((filter) => Object.values(filter).some((one) => one !== undefined), 'Name at least one condition.'),
  institutions: z.union([z.literal('all'), many(institution)], { error: 'Name institutions by code, or write "all".' }),
  legalBasis: noticed,
  priority: priority.extract(['judge', 'bulk']).default('bulk'),
});
