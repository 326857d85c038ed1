import { z } from 'zod';
import { ID_TYPES } from '#enforcement/identity/identity-numbers.js';
import { DOUBT_KINDS, DOUBT_VERDICTS } from '#storage/parties/identity-doubts.js';
import { IDENTITY_KINDS } from '#storage/parties/identities.js';
import { id, idParams, instant, reason, text } from '../openapi/fields.js';
import { route } from '../openapi/route.js';

const tag = 'parties';

const identityView = z.strictObject({
  id,
  partyId: id,
  kind: z.enum(IDENTITY_KINDS),
  name: z.string(),
  idType: z.enum(ID_TYPES),
  idNumber: z.string(),
  reason: z.string(),
  documentId: id,
  addedBy: z.string(),
});

export const listIdentities = route({
  method: 'GET',
  path: '/cases/:id/identities',
  tag,
  summary: 'Further names and numbers of the parties, under each of which institutions are asked',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(identityView), next: z.null() }),
});

export const addIdentity = route({
  method: 'POST',
  path: '/cases/:id/identities',
  tag,
  summary:
    'A former name (曾用名), a corrected name or a further number of a party; from now on institutions are asked under it too',
  access: ['judge', 'clerk'],
  params: idParams,
  body: z.strictObject({
    partyId: id,
    kind: z.enum(IDENTITY_KINDS),
    name: text(200).optional().meta({ description: 'With a former or corrected name' }),
    idType: z.enum(ID_TYPES).optional().meta({ description: 'With a further number' }),
    idNumber: text(50).optional().meta({ description: 'With a further number' }),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 201,
  response: z.strictObject({ items: z.array(identityView) }),
});

export const doubtView = z.strictObject({
  id,
  partyId: id,
  institution: z.string(),
  kind: z.enum(DOUBT_KINDS),
  asset: z.string().optional().meta({ description: 'The account or thing whose holder is another; none where a name differs' }),
  holders: z.array(z.strictObject({ name: z.string(), idNumber: z.string().optional() })),
  requestId: id,
  openedAt: instant,
  verdict: z.enum(DOUBT_VERDICTS).optional(),
  closedBy: z.string().optional(),
  closedAt: instant.optional(),
  reason: z.string().optional(),
  documentId: id.optional(),
});

export const listDoubts = route({
  method: 'GET',
  path: '/cases/:id/identity-doubts',
  tag,
  summary: 'Where an institution answered about somebody who may not be the debtor; those still to be looked at first',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: z.strictObject({ items: z.array(doubtView), next: z.null() }),
});

export const settleDoubt = route({
  method: 'POST',
  path: '/identity-doubts/:id/settlement',
  tag,
  summary: 'Say whose it is: the debtor’s, and it may be taken; another’s, and nothing of it is (R7.1-2)',
  access: ['judge', 'clerk'],
  params: idParams,
  body: z.strictObject({ verdict: z.enum(['debtors', 'not_debtors']), reason, documentId: id }),
  idempotencyKey: 'honoured',
  status: 200,
  response: doubtView,
});

export const correctName = route({
  method: 'POST',
  path: '/identity-doubts/:id/correction',
  tag,
  summary:
    'The institution knows the debtor under another name: add it and ask there again, under the notice of the first inquiry',
  access: ['judge', 'clerk'],
  params: idParams,
  body: z.strictObject({ name: text(200), kind: z.enum(['former_name', 'corrected_name']), reason, documentId: id }),
  idempotencyKey: 'required',
  status: 201,
  response: z.strictObject({ orderId: id, identities: z.array(id) }),
});
