import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { ACCOUNT_MARKS } from '#enforcement/budget/account-marks.js';
import { cited } from '#enforcement/cited-rules.js';
import { invalid, notFound } from '#platform/errors.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import { accountMarksOf, isAccountOfCase, removeAccountMark, setAccountMark } from '#storage/parties/account-marks.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams, reason, text } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const tag = 'assets';
const place = { institution: text(32), account: text(45), mark: z.enum(ACCOUNT_MARKS) };
const marksView = z.strictObject({
  items: z.array(z.strictObject({ ...place, caseId: id, reason: z.string(), documentId: id, setBy: z.string() })),
  next: z.null(),
});

const listThem = route({
  method: 'GET',
  path: '/cases/:id/account-marks',
  tag,
  summary: 'What persons know of the accounts of a case: salary-fed, joint, operating. It decides which is frozen last',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: marksView,
});

const changed = { method: 'POST', tag, access: ['judge', 'clerk'], params: idParams, idempotencyKey: 'honoured' } as const;

const setIt = route({
  ...changed,
  path: '/cases/:id/account-marks',
  summary: 'Mark an account on a document; it holds in every case',
  body: z.strictObject({ ...place, reason, documentId: id }),
  idempotencyKey: 'required',
  status: 201,
  response: marksView,
});

const removeIt = route({
  ...changed,
  path: '/cases/:id/account-marks/removal',
  summary: 'Take a mark away, with the reason',
  body: z.strictObject({ ...place, reason }),
  status: 200,
  response: marksView,
});

@Controller()
export class AccountMarksController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  @Route(listThem)
  async list(@Parsed() { params }: Call<typeof listThem>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return this.view(this.database, params.id);
  }

  @Route(setIt)
  set(@Parsed() call: Call<typeof setIt>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      await lockedWith(tx, params.id, body);
      await demandDocument(tx, params.id, body.documentId);
      await setAccountMark(tx, { ...body, caseId: params.id }, actor, at);
      return this.view(tx, params.id);
    });
  }

  @Route(removeIt)
  remove(@Parsed() call: Call<typeof removeIt>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      await lockedWith(tx, params.id, body);
      await removeAccountMark(tx, { ...body, caseId: params.id }, body.reason, actor, at);
      return this.view(tx, params.id);
    });
  }

  private async view(tx: Queryable, caseId: string) {
    return { items: await accountMarksOf(tx, caseId), next: null };
  }
}

async function lockedWith(tx: Queryable, caseId: string, at: { institution: string; account: string }): Promise<void> {
  if ((await lockCase(tx, caseId)) === undefined) throw notFound('case');
  if (!(await isAccountOfCase(tx, caseId, at))) {
    throw invalid(
      'account',
      'account.unknown',
      'No inquiry of this case found this account, and none is frozen.',
      cited('R7.1-2'),
    );
  }
}
