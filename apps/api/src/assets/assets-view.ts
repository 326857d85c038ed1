import { z } from 'zod';
import { ACCOUNT_MARKS, type KnownMark } from '#enforcement/budget/account-marks.js';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { type InstitutionDirectory } from '#institutions/directory.js';
import { isCapable } from '#institutions/profile.js';
import { accountFound, assetFound } from '#messages/answers.js';
import { type AssetRow, type InquiryRow } from '#storage/cases/case-assets.js';
import { type Strange } from '#storage/parties/identity-doubts.js';
import { date, id, instant, yuan } from '../openapi/fields.js';
import { SHOWN_AS, shownAs } from '../orders/shown-as.js';

const priorMeasure = z.strictObject({
  authority: z.string(),
  documentNumber: z.string(),
  amount: yuan.optional(),
  until: date.optional(),
});

const holders = z
  .array(z.strictObject({ name: z.string(), idNumber: z.string().optional() }))
  .optional()
  .meta({ description: 'Whom the institution names' });
const strange = z
  .enum(['doubted', 'not_debtors'])
  .optional()
  .meta({ description: 'Another’s, or nobody has looked yet: no measure touches it (R7.1-2)' });

const accountView = z.strictObject({
  partyId: id,
  institution: z.string(),
  account: z.string(),
  class: z.string(),
  currency: z.string(),
  status: z.string(),
  balance: yuan,
  available: yuan,
  asOf: instant,
  priorMeasures: z.array(priorMeasure),
  exemptionTag: z.string().optional(),
  remark: z.string().optional(),
  marks: z.array(z.strictObject({ mark: z.enum(ACCOUNT_MARKS), from: z.enum(['holders', 'remark', 'person']) })),
  holders,
  strange,
});

const assetView = z.strictObject({
  partyId: id,
  institution: z.string(),
  assetId: z.string(),
  kind: z.enum(['real_estate', 'vehicle', 'shares']),
  description: z.string(),
  shares: z
    .strictObject({ code: z.string(), quantity: z.string(), available: z.string(), previousClose: yuan, closeOn: date })
    .optional(),
  encumbrances: z.array(z.string()),
  asOf: instant,
  priorMeasures: z.array(priorMeasure),
  holders,
  strange,
});

const institutionShownAs = z.enum([...SHOWN_AS, 'not_asked']);

export const assetsView = z.strictObject({
  accounts: z.array(accountView),
  assets: z.array(assetView),
  institutions: z.array(
    z.strictObject({ code: z.string(), name: z.string(), shownAs: institutionShownAs, asOf: instant.optional() }),
  ),
  silent: z.array(z.string()),
});
export type AssetsView = z.input<typeof assetsView>;

/** Everything found, when it was true, and who has not told. Silent is never shown as nothing found. */
export function viewOfAssets(
  rows: readonly AssetRow[],
  inquiries: readonly InquiryRow[],
  directory: InstitutionDirectory,
  known: {
    readonly strange: (row: AssetRow) => Strange | undefined;
    readonly marks: (row: AssetRow) => readonly KnownMark[];
  },
): AssetsView {
  const institutions = directory.all().map((profile) => {
    const told = inquiries.filter((one) => one.institution === profile.code);
    const asOf = told.flatMap((one) => one.as_of ?? []).sort((one, other) => one.getTime() - other.getTime())[0];
    return {
      code: profile.code,
      name: profile.names.zh,
      shownAs: told.length === 0 ? (isCapable(profile, 'inquire') ? 'not_asked' : 'not_applicable') : gravest(told),
      ...(asOf === undefined ? {} : { asOf: asOf.toISOString() }),
    } as const;
  });
  return {
    accounts: rows.flatMap((row) =>
      row.kind === 'account' ? [{ ...viewOfAccount(row, known.marks(row)), ...strangeness(known.strange(row)) }] : [],
    ),
    assets: rows.flatMap((row) =>
      row.kind === 'account' ? [] : [{ ...viewOfAsset(row, row.kind), ...strangeness(known.strange(row)) }],
    ),
    institutions,
    silent: institutions.filter((one) => one.shownAs === 'silent').map(({ code }) => code),
  };
}

function strangeness(known: Strange | undefined): { strange?: Strange } {
  return known === undefined ? {} : { strange: known };
}

const GRAVITY = [
  'silent',
  'needs_attention',
  'no_answer_yet',
  'found',
  'refused',
  'executed_in_part',
  'executed',
  'nothing',
] as const;

/** With several debtors an institution is shown by what matters most: silence about one is not covered by an answer about another. */
function gravest(told: readonly InquiryRow[]): z.input<typeof institutionShownAs> {
  const shown = told.map((one) => shownAs(one));
  return GRAVITY.find((one) => shown.includes(one)) ?? shown[0] ?? 'not_asked';
}

function viewOfAccount(row: AssetRow, marks: readonly KnownMark[]): z.input<typeof accountView> {
  const found = accountFound.parse(row.content);
  return {
    partyId: row.party_id,
    institution: row.institution,
    account: found.account,
    class: found.class,
    currency: found.currency,
    status: found.status,
    balance: formatYuan(fenOf(found.balanceFen)),
    available: formatYuan(fenOf(found.availableFen)),
    asOf: row.as_of.toISOString(),
    priorMeasures: found.priorMeasures.map(viewOfPrior),
    marks: marks.map(({ mark, from }) => ({ mark, from })),
    ...(found.exemptionTag === undefined ? {} : { exemptionTag: found.exemptionTag }),
    ...(found.remark === undefined ? {} : { remark: found.remark }),
    ...(found.holders === undefined ? {} : { holders: found.holders }),
  };
}

function viewOfAsset(row: AssetRow, kind: 'real_estate' | 'vehicle' | 'shares'): z.input<typeof assetView> {
  const found = assetFound.parse(row.content);
  return {
    partyId: row.party_id,
    institution: row.institution,
    assetId: found.assetId,
    kind,
    description: found.description,
    ...(found.shares === undefined ? {} : { shares: viewOfShares(found.shares) }),
    encumbrances: found.encumbrances,
    asOf: row.as_of.toISOString(),
    priorMeasures: found.priorMeasures.map(viewOfPrior),
    ...(found.holders === undefined ? {} : { holders: found.holders }),
  };
}

function viewOfShares({
  code,
  quantity,
  available,
  previousCloseFen,
  closeOn,
}: NonNullable<z.output<typeof assetFound>['shares']>) {
  return { code, quantity, available, previousClose: formatYuan(fenOf(previousCloseFen)), closeOn };
}

function viewOfPrior(prior: z.output<typeof accountFound>['priorMeasures'][number]): z.input<typeof priorMeasure> {
  const { authority, documentNumber, amountFen, until } = prior;
  return {
    authority,
    documentNumber,
    ...(amountFen === undefined ? {} : { amount: formatYuan(fenOf(amountFen)) }),
    ...(until === undefined ? {} : { until }),
  };
}
