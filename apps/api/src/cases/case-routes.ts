import { z } from 'zod';
import { CASE_STATES } from '#enforcement/case-states.js';
import { checkCaseNumber } from '#enforcement/identity/case-number.js';
import { checked, date, id, idParams, page, pageQuery, reason, text } from '../openapi/fields.js';
import { route } from '../openapi/route.js';
import { newCase } from './case-schema.js';
import { caseView } from './case-view.js';

export const openCase = route({
  method: 'POST',
  path: '/cases',
  tag: 'cases',
  summary: 'Open a case with its parties and claims',
  access: ['judge', 'clerk'],
  body: newCase.safeExtend({
    preservationCaseId: id.optional().meta({
      description: 'The 财保 or 执保 case whose freezes go on under this one by themselves, without a new ruling (R2.1-7)',
    }),
  }),
  idempotencyKey: 'required',
  status: 201,
  response: caseView,
});

export const listCases = route({
  method: 'GET',
  path: '/cases',
  tag: 'cases',
  summary: 'Cases, the newest first',
  access: 'signed_in',
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(CASE_STATES).optional(),
    q: text(100).optional().meta({ description: "Part of a case number or of a party's name" }),
  }),
  status: 200,
  response: page(caseView),
});

export const readCase = route({
  method: 'GET',
  path: '/cases/:id',
  tag: 'cases',
  summary: 'A case',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: caseView,
});

export const closeAsDormant = route({
  method: 'POST',
  path: '/cases/:id/dormancy',
  tag: 'cases',
  summary: 'Close for lack of property (终本); starts five years of half-yearly inquiries',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({ on: date, reason, documentId: id }),
  idempotencyKey: 'honoured',
  status: 200,
  response: caseView,
});

export const close = route({
  method: 'POST',
  path: '/cases/:id/closing',
  tag: 'cases',
  summary: 'Close for good: paid, terminated (终结执行) or struck off; refused while anything in it still moves',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({ on: date, ground: z.enum(['paid', 'terminated', 'struck_off']), reason, documentId: id }),
  idempotencyKey: 'honoured',
  status: 200,
  response: caseView,
});

export const resume = route({
  method: 'POST',
  path: '/cases/:id/resumption',
  tag: 'cases',
  summary: 'Resume a dormant case (恢复执行); its freezes stay',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({
    resumedNumber: checked(checkCaseNumber, '（2020）桂1381执恢5号'),
    findingId: id.optional().meta({ description: 'The finding that leads to it; left out when a creditor asks by himself' }),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'honoured',
  status: 200,
  response: caseView,
});
