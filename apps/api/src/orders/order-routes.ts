import { z } from 'zod';
import { archivedView } from '../archive/archived-view.js';
import { id, idParams, measure, orderState, page, pageQuery, reason } from '../openapi/fields.js';
import { route } from '../openapi/route.js';
import { newOrder, newOrderSet } from './order-fields.js';
import { orderView } from './order-view.js';
import { requestView } from './request-view.js';

const tag = 'orders';
const onOrder = { method: 'POST', tag, params: idParams, idempotencyKey: 'honoured', status: 200, response: orderView } as const;

export const placeOrder = route({
  method: 'POST',
  path: '/orders',
  tag,
  summary: 'Place an order: inquire, freeze, renew, release, deduct, seal or pay. Who may is in config/approval.yaml',
  access: ['judge', 'clerk', 'finance', 'service'],
  body: newOrder,
  idempotencyKey: 'required',
  status: 201,
  response: orderView,
});

export const listOrders = route({
  method: 'GET',
  path: '/orders',
  tag,
  summary: 'Orders, the newest first',
  access: 'signed_in',
  query: z.strictObject({ ...pageQuery, caseId: id.optional(), state: orderState.optional(), measure: measure.optional() }),
  status: 200,
  response: page(orderView),
});

export const readOrder = route({
  method: 'GET',
  path: '/orders/:id',
  tag,
  summary: 'An order and how its requests stand',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: orderView,
});

export const listRequests = route({
  method: 'GET',
  path: '/orders/:id/requests',
  tag,
  summary: 'What each institution was asked and has answered',
  access: 'signed_in',
  params: idParams,
  query: z.strictObject(pageQuery),
  status: 200,
  response: page(requestView).extend({ archived: archivedView }),
});

export const approve = route({
  ...onOrder,
  path: '/orders/:id/approval',
  summary: "The second person's yes",
  access: ['approver'],
  body: z.strictObject({ reason: reason.optional() }),
});

export const reject = route({
  ...onOrder,
  path: '/orders/:id/rejection',
  summary: "The second person's no",
  access: ['approver'],
  body: z.strictObject({ reason }),
});

export const withdraw = route({
  ...onOrder,
  path: '/orders/:id/withdrawal',
  summary: 'Withdraw: what is queued never goes out, a freeze on its way is released',
  access: ['judge', 'approver'],
  body: z.strictObject({ reason }),
});

const setView = z.strictObject({
  setId: id,
  orders: z.int(),
  byState: z.record(z.string(), z.int()),
  requests: z.int(),
  open: z.int(),
});

export const placeSet = route({
  method: 'POST',
  path: '/orders/bulk',
  tag,
  summary: 'One inquiry over many cases, one approval for all',
  access: ['judge', 'operator', 'service'],
  body: newOrderSet,
  idempotencyKey: 'required',
  status: 202,
  response: z.strictObject({ setId: id, orders: z.int() }),
});

export const readSet = route({
  method: 'GET',
  path: '/order-sets/:id',
  tag,
  summary: 'How a set of orders stands',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: setView,
});

export const approveSet = route({
  method: 'POST',
  path: '/order-sets/:id/approval',
  tag,
  summary: 'Approve every order of a set that still waits',
  access: ['approver'],
  params: idParams,
  body: z.strictObject({ reason: reason.optional() }),
  status: 200,
  response: setView,
});
