import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { fanOut, type FreezePlan, type PlanInput, planFreezes } from '#enforcement/budget/freeze-plan.js';
import { type Holding } from '#enforcement/budget/least-harm.js';
import { topUp } from '#enforcement/budget/top-up.js';
import { decideExempt } from '#enforcement/exempt/decision.js';
import { type Fen, fenOf, formatYuan, sumFen } from '#enforcement/money.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { isCapable } from '#institutions/profile.js';
import { accountFound } from '#messages/answers.js';
import { notFound } from '#platform/errors.js';
import { stillToSecure } from '#storage/budget/budgeted-freezes.js';
import { excessesOf, type ExcessRow } from '#storage/budget/excess-rows.js';
import { type AssetRow, assetsOf } from '#storage/cases/case-assets.js';
import { freezesOfCase } from '#storage/cases/case-money.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { type FreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { roomToFreeze } from '#storage/orders/measure-room.js';
import { Law } from '../law/law.js';
import { id, idParams, instant, text, yuan } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

export const FREEZE_BUDGET_RULES = 'freeze-budget-rules';

const place = { institution: z.string(), account: z.string(), because: z.string() };
const planView = z.strictObject({
  stillToSecure: yuan,
  room: yuan,
  lines: z.array(z.strictObject({ ...place, partyId: id, cap: yuan, group: z.string() })),
  passedOver: z.array(z.strictObject(place)),
  unplaced: yuan,
  beyondTarget: yuan,
  topUp: z.strictObject({ shortfall: yuan }).optional(),
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

@Controller()
export class BudgetController {
  constructor(
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly law: Law,
    @Inject(FREEZE_BUDGET_RULES) private readonly rules: FreezeBudgetRules,
  ) {}

  @Route(proposePlan)
  async propose(@Parsed() { params, query, actor }: Call<typeof proposePlan>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    const rows = (await assetsOf(this.database, params.id)).filter(
      ({ kind, party_id }) => kind === 'account' && (query.partyId ?? party_id) === party_id,
    );
    const stillFen = await stillToSecure(this.database, params.id);
    const roomFen = await roomToFreeze(this.database, params.id);
    const freezes = (await freezesOfCase(this.database, params.id)).filter(({ state }) => state === 'active');
    const input: PlanInput = {
      targetFen: stillFen,
      committedFen: fenOf(stillFen - roomFen),
      holdings: rows.map((row) => this.holdingOf(row)),
      leastCapFen: this.rules.leastCapFen,
      refusal: (holding) => this.refusalOf(holding, freezes),
    };
    const plan =
      query.fanOut === undefined
        ? planFreezes(input, this.rules.order)
        : fanOut(input, this.rules.order, { by: actor.id, because: query.fanOut });
    const caps = sumFen(freezes.map(({ cap_fen }) => fenOf(cap_fen)));
    const missing = freezes.length === 0 ? undefined : topUp(stillFen, caps, fenOf(0n), this.rules.topUp);
    return viewOfPlan(plan, stillFen, rows, missing?.shortfallFen);
  }

  @Route(listExcesses)
  async excesses(@Parsed() { params }: Call<typeof listExcesses>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await excessesOf(this.database, params.id)).map(viewOfExcess), next: null };
  }

  private holdingOf(row: AssetRow): Holding {
    const { class: accountClass, status, currency, exemptionTag } = accountFound.parse(row.content);
    return {
      institution: row.institution,
      account: row.asset_key,
      class: accountClass,
      status,
      currency,
      exemptionTag,
      availableFen: fenOf(row.available_fen ?? 0n),
      asOf: row.as_of.toISOString(),
      partialRelease: this.directory.find(row.institution)?.partialRelease ?? false,
    };
  }

  private refusalOf(holding: Holding, freezes: readonly { institution: string; account: string }[]): string | undefined {
    const profile = this.directory.find(holding.institution);
    if (profile === undefined || !isCapable(profile, 'freeze'))
      return 'This institution does not freeze online; send it on paper.';
    if (freezes.some(({ institution, account }) => institution === holding.institution && account === holding.account))
      return 'This case has frozen it already.';
    const decision = decideExempt('freeze', holding, undefined, this.law.exemptAccounts);
    return decision.verdict === 'allowed' ? undefined : `${decision.because.zh}（${decision.because.authority}）`;
  }
}

function viewOfPlan(
  plan: FreezePlan,
  stillFen: Fen,
  rows: readonly AssetRow[],
  shortfallFen: Fen | undefined,
): z.input<typeof planView> {
  const party = new Map(rows.map((row) => [`${row.institution} ${row.asset_key}`, row.party_id]));
  return {
    stillToSecure: formatYuan(stillFen),
    room: formatYuan(plan.roomFen),
    lines: plan.lines.map(({ institution, account, capFen, group, because }) => ({
      institution,
      account,
      partyId: party.get(`${institution} ${account}`) ?? '',
      cap: formatYuan(capFen),
      group,
      because,
    })),
    passedOver: plan.passedOver.map(({ institution, account, because }) => ({ institution, account, because })),
    unplaced: formatYuan(plan.unplacedFen),
    beyondTarget: formatYuan(plan.beyondTargetFen),
    ...(shortfallFen === undefined ? {} : { topUp: { shortfall: formatYuan(shortfallFen) } }),
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
