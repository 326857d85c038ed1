import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { fanOut, type FreezePlan, type PlanInput, planFreezes } from '#enforcement/budget/freeze-plan.js';
import { ACCOUNT_MARKS, allMarks, type Mark, marksReported } from '#enforcement/budget/account-marks.js';
import { worthOf } from '#enforcement/budget/listed-shares.js';
import { type Holding } from '#enforcement/budget/least-harm.js';
import { type TopUp, topUp } from '#enforcement/budget/top-up.js';
import { decideExempt } from '#enforcement/exempt/decision.js';
import { type Fen, fenOf, formatYuan } from '#enforcement/money.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { isCapable } from '#institutions/profile.js';
import { accountFound, assetFound } from '#messages/answers.js';
import { notFound } from '#platform/errors.js';
import { excessesOf, type ExcessRow } from '#storage/budget/excess-rows.js';
import { dismissTopUp, type TopUpRow, topUpsOf } from '#storage/budget/top-up-proposals.js';
import { type AssetRow, assetsOf, eachAccountOnce } from '#storage/cases/case-assets.js';
import { freezesOfCase } from '#storage/cases/case-money.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database } from '#storage/database.js';
import { debtOfCase } from '#storage/debt/debt-of-case.js';
import { type FreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { capsOrdered } from '#storage/orders/measure-room.js';
import { accountMarksOf, marksByPlace } from '#storage/parties/account-marks.js';
import { strangeAssets } from '#storage/parties/identity-doubts.js';
import { courtDay } from '../court.js';
import { owedView, viewOfOwed } from '../debt/owed-view.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { id, idParams, instant, reason, text, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

export const FREEZE_BUDGET_RULES = 'freeze-budget-rules';

const place = { institution: z.string(), account: z.string(), because: z.string() };
const planView = z.strictObject({
  owedNow: owedView,
  stillToSecure: yuan,
  room: yuan,
  lines: z.array(
    z.strictObject({
      ...place,
      partyId: id,
      cap: yuan,
      group: z.string(),
      marks: z.array(z.strictObject({ mark: z.enum(ACCOUNT_MARKS), from: z.enum(['holders', 'remark', 'person']) })),
      shares: z.strictObject({ number: z.string(), most: z.string(), previousClose: yuan }).optional().meta({
        description: 'Listed shares: how many cover the cap by the previous close, and the most that may be frozen (R2.4-3)',
      }),
    }),
  ),
  passedOver: z.array(z.strictObject(place)),
  unplaced: yuan,
  beyondTarget: yuan,
  topUp: z.strictObject({ shortfall: yuan, perDay: yuan, inDays: z.int().optional() }).optional(),
});

const proposePlan = route({
  method: 'GET',
  path: '/cases/:id/freeze-plan',
  tag: 'freezes',
  summary:
    'How what is still to be secured could be spread over what was found, least harm first, with the reason of each line; orders nothing',
  access: ['judge', 'clerk', 'approver'],
  params: idParams,
  query: z.strictObject({
    partyId: id.optional(),
    fanOut: text(1_000).optional().meta({ description: 'The judge’s reason for the full amount on every account' }),
  }),
  status: 200,
  response: planView,
});

const excessView = z.strictObject({
  id,
  from: instant,
  to: instant.nullable(),
  amount: yuan,
  cause: z.enum(['caught_more', 'target_fell']),
  releaseOrderId: id.nullable(),
});

const listExcesses = route({
  method: 'GET',
  path: '/cases/:id/excesses',
  tag: 'freezes',
  summary: 'Money caught above the debt, each time from the bank’s act to our release',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(excessView), next: z.null() }),
});

const topUpView = z.strictObject({
  id,
  state: z.enum(['open', 'met', 'dismissed']),
  proposedAt: instant,
  target: yuan,
  owed: yuan,
  caps: yuan,
  shortfall: yuan,
  perDay: yuan,
  closedBy: z.string().nullable(),
  reason: z.string().nullable(),
});

const listTopUps = route({
  method: 'GET',
  path: '/cases/:id/top-ups',
  tag: 'freezes',
  summary: 'Further freezes proposed because interest has outgrown the caps, newest first; the plan says where',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(topUpView), next: z.null() }),
});

const refuseTopUp = route({
  method: 'POST',
  path: '/cases/:id/top-ups/dismissal',
  tag: 'freezes',
  summary: 'The judge wants no further freeze now; proposed again when the shortfall has grown by what is worth a ruling',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({ reason }),
  idempotencyKey: 'required',
  status: 200,
  response: topUpView,
});

@Controller()
export class BudgetController {
  constructor(
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly law: Law,
    private readonly acts: Acts,
    @Inject(FREEZE_BUDGET_RULES) private readonly rules: FreezeBudgetRules,
  ) {}

  @Route(proposePlan)
  async propose(@Parsed() { params, query, actor }: Call<typeof proposePlan>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    const accounts = (await assetsOf(this.database, params.id)).filter(
      ({ kind, party_id }) => (kind === 'account' || kind === 'shares') && (query.partyId ?? party_id) === party_id,
    );
    const rows = eachAccountOnce(accounts);
    const marked = marksByPlace(await accountMarksOf(this.database, params.id));
    const strangers = await this.strangersAmong(params.id, rows);
    const today = courtDay(this.acts.now().legal);
    const debt = await debtOfCase(this.database, params.id, today, this.law.debt);
    const { owedFen: stillFen, perDayFen } = debt;
    const committedFen = await capsOrdered(this.database, params.id);
    const freezes = (await freezesOfCase(this.database, params.id)).filter(({ state }) => state === 'active');
    const input: PlanInput = {
      targetFen: stillFen,
      committedFen,
      holdings: rows.map((row) => this.holdingOf(row, marked({ institution: row.institution, account: row.asset_key }))),
      leastCapFen: this.rules.leastCapFen,
      sharesRule: this.rules.shares,
      refusal: (holding) => strangers.get(placeOf(holding)) ?? this.refusalOf(holding, freezes),
    };
    const plan =
      query.fanOut === undefined
        ? planFreezes(input, this.rules.order)
        : fanOut(input, this.rules.order, { by: actor.id, because: query.fanOut });
    const missing = freezes.length === 0 ? undefined : topUp(stillFen, committedFen, perDayFen, this.rules.topUp);
    const view = viewOfPlan(plan, stillFen, rows, missing === undefined ? undefined : { ...missing, perDayFen });
    return { owedNow: viewOfOwed(today, debt), ...view };
  }

  @Route(listExcesses)
  async excesses(@Parsed() { params }: Call<typeof listExcesses>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await excessesOf(this.database, params.id)).map(viewOfExcess), next: null };
  }

  @Route(listTopUps)
  async topUps(@Parsed() { params }: Call<typeof listTopUps>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await topUpsOf(this.database, params.id)).map(viewOfTopUp), next: null };
  }

  @Route(refuseTopUp)
  dismissal(@Parsed() call: Call<typeof refuseTopUp>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      if ((await lockCase(tx, params.id)) === undefined) throw notFound('case');
      return viewOfTopUp(await dismissTopUp(tx, params.id, body.reason, actor, at));
    });
  }

  private holdingOf(row: AssetRow, marked: readonly Mark[]): Holding {
    if (row.kind === 'shares') return holdingOfShares(row);
    const found = accountFound.parse(row.content);
    const { class: accountClass, status, currency, exemptionTag } = found;
    return {
      institution: row.institution,
      account: row.asset_key,
      class: accountClass,
      status,
      currency,
      exemptionTag,
      availableFen: fenOf(row.available_fen ?? 0n),
      asOf: row.as_of.toISOString(),
      marks: allMarks(marked, marksReported(found, this.rules.remarkWords)),
      partialRelease: this.directory.find(row.institution)?.partialRelease ?? false,
    };
  }

  /** Why accounts that may be, or are, another's are left alone (R7.1-2). */
  private async strangersAmong(caseId: string, rows: readonly AssetRow[]): Promise<ReadonlyMap<string, string>> {
    const strange = await strangeAssets(this.database, [caseId]);
    const words = {
      doubted: '机构所报户名并非被执行人，须先核实归属（法释〔2013〕20号第7、8条）。',
      not_debtors: '经核实并非被执行人财产（法释〔2013〕20号第7、8条）。',
    };
    return new Map(
      rows.flatMap((row) => {
        const why = strange.of(caseId, row.party_id, row.institution, row.asset_key);
        return why === undefined
          ? []
          : [[placeOf({ institution: row.institution, account: row.asset_key }), words[why]] as const];
      }),
    );
  }

  private refusalOf(holding: Holding, freezes: readonly { institution: string; account: string }[]): string | undefined {
    const profile = this.directory.find(holding.institution);
    if (profile === undefined || !isCapable(profile, holding.shares === undefined ? 'freeze' : 'seal'))
      return 'This institution does not freeze online; send it on paper.';
    if (freezes.some(({ institution, account }) => institution === holding.institution && account === holding.account))
      return 'This case has frozen it already.';
    const decision = decideExempt('freeze', holding, undefined, this.law.exemptAccounts);
    return decision.verdict === 'allowed' ? undefined : `${decision.because.zh}（${decision.because.authority}）`;
  }
}

/** Listed shares by their previous close; nothing of what others have frozen or taken in pledge. */
function holdingOfShares(row: AssetRow): Holding {
  const found = assetFound.parse(row.content).shares;
  const shares = { available: BigInt(found?.available ?? '0'), previousCloseFen: fenOf(found?.previousCloseFen ?? '0') };
  return {
    institution: row.institution,
    account: row.asset_key,
    class: 'shares',
    status: 'normal',
    currency: 'CNY',
    availableFen: worthOf(shares),
    asOf: row.as_of.toISOString(),
    partialRelease: false,
    shares,
  };
}

const placeOf = ({ institution, account }: { institution: string; account: string }) => `${institution} ${account}`;

function viewOfPlan(
  plan: FreezePlan,
  stillFen: Fen,
  rows: readonly AssetRow[],
  missing: (TopUp & { readonly perDayFen: Fen }) | undefined,
): Omit<z.input<typeof planView>, 'owedNow'> {
  const party = new Map(rows.map((row) => [`${row.institution} ${row.asset_key}`, row.party_id]));
  return {
    stillToSecure: formatYuan(stillFen),
    room: formatYuan(plan.roomFen),
    lines: plan.lines.map(({ institution, account, capFen, group, because, marks, shares }) => ({
      institution,
      account,
      partyId: party.get(`${institution} ${account}`) ?? '',
      cap: formatYuan(capFen),
      group,
      because,
      marks: marks.map(({ mark, from }) => ({ mark, from })),
      ...(shares === undefined
        ? {}
        : {
            shares: {
              number: shares.shares.toString(),
              most: shares.most.toString(),
              previousClose: formatYuan(shares.previousCloseFen),
            },
          }),
    })),
    passedOver: plan.passedOver.map(({ institution, account, because }) => ({ institution, account, because })),
    unplaced: formatYuan(plan.unplacedFen),
    beyondTarget: formatYuan(plan.beyondTargetFen),
    ...(missing === undefined
      ? {}
      : {
          topUp: {
            shortfall: formatYuan(missing.shortfallFen),
            perDay: formatYuan(missing.perDayFen),
            ...(missing.inDays === undefined ? {} : { inDays: missing.inDays }),
          },
        }),
  };
}

function viewOfExcess(row: ExcessRow): z.input<typeof excessView> {
  return {
    id: row.id,
    from: row.from_at.toISOString(),
    to: row.to_at?.toISOString() ?? null,
    amount: formatYuan(fenOf(row.amount_fen)),
    cause: row.cause,
    releaseOrderId: row.release_order_id,
  };
}

function viewOfTopUp(row: TopUpRow): z.input<typeof topUpView> {
  return {
    id: row.id,
    state: row.state,
    proposedAt: row.proposed_legal_at.toISOString(),
    target: formatYuan(fenOf(row.target_fen)),
    owed: formatYuan(fenOf(row.owed_fen)),
    caps: formatYuan(fenOf(row.caps_fen)),
    shortfall: formatYuan(fenOf(row.shortfall_fen)),
    perDay: formatYuan(fenOf(row.per_day_fen)),
    closedBy: row.closed_by,
    reason: row.closing_reason,
  };
}
