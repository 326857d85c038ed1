import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { allMarks, marksReported } from '#enforcement/budget/account-marks.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { accountFound } from '#messages/answers.js';
import { notFound } from '#platform/errors.js';
import { assetsOf, latestInquiries } from '#storage/cases/case-assets.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { type FreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { accountMarksOf, marksByPlace } from '#storage/parties/account-marks.js';
import { strangeAssets } from '#storage/parties/identity-doubts.js';
import { FREEZE_BUDGET_RULES } from '../freezes/budget.controller.js';
import { idParams } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { assetsCsv } from './assets-csv.js';
import { assetsView, viewOfAssets } from './assets-view.js';

const readAssets = route({
  method: 'GET',
  path: '/cases/:id/assets',
  tag: 'assets',
  summary: 'What inquiries found, when it was true, and who is silent',
  access: 'signed_in',
  params: idParams,
  query: z.strictObject({ format: z.enum(['json', 'csv']).default('json') }),
  status: 200,
  response: assetsView,
  alsoAs: ['text/csv'],
});

@Controller()
export class AssetsController {
  constructor(
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    @Inject(FREEZE_BUDGET_RULES) private readonly rules: FreezeBudgetRules,
  ) {}

  @Route(readAssets)
  async read(@Parsed() { params, query }: Call<typeof readAssets>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    const marked = marksByPlace(await accountMarksOf(this.database, params.id));
    const strange = await strangeAssets(this.database, [params.id]);
    const view = viewOfAssets(
      await assetsOf(this.database, params.id),
      await latestInquiries(this.database, params.id),
      this.directory,
      {
        strange: (row) => strange.of(params.id, row.party_id, row.institution, row.asset_key),
        marks: (row) =>
          allMarks(
            marked({ institution: row.institution, account: row.asset_key }),
            marksReported(accountFound.parse(row.content), this.rules.remarkWords),
          ),
      },
    );
    if (query.format === 'json') return view;
    return new StreamableFile(Buffer.from(assetsCsv(view)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="assets-${params.id}.csv"`,
    });
  }
}
