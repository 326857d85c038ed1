import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger } from '#platform/logger.js';
import { Bank } from './bank/bank.js';
import { statement } from './bank/fund-account.js';
import { paymentOf } from './bank/request.js';
import { putAll } from './batch-call.js';
import { type Behaviour, behaviourOf } from './behaviour.js';
import { Control } from './control.js';
import { type Decision } from './counterparty.js';
import { problem, type Reply, reply } from './refusal.js';
import { type Institution, type World } from './world.js';

const MAX_BODY_BYTES = 1_000_000;
const UNREADABLE = Symbol('unreadable');

/** Every institution under its code, and the control calls under /sim. */
export function serve(world: World, token: string, logger: Logger): Server {
  const control = new Control(world);
  return createServer((request, response) => {
    answer(world, control, token, request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'the simulator itself failed');
      if (!response.headersSent) send(response, reply(500, { error: 'the simulator itself failed' }));
      else response.destroy();
    });
  });
}

async function answer(
  world: World,
  control: Control,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const [code = '', ...path] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const body = await readBody(request);
  if (code === 'sim' || code === 'health')
    return send(response, await control.answer(request.method ?? '', code === 'sim' ? path : ['health'], url.searchParams, body));
  const institution = world.institutions.get(code);
  if (!institution) return send(response, { status: 404, headers: {}, body: '' });
  if (request.headers.authorization !== `Bearer ${token}`) {
    return send(response, problem({ code: 'unauthorised', text: 'token not accepted' }, institution.time()));
  }
  institution.inFlight += 1;
  try {
    const decision = route(institution, request.method ?? '', path, url.searchParams, body);
    await institution.synced();
    await act(institution, decision, response);
  } finally {
    institution.inFlight -= 1;
  }
}

function route(institution: Institution, method: string, path: string[], query: URLSearchParams, body: unknown): Decision {
  const [noun, name = '', part, id = ''] = path;
  if (method === 'PUT') {
    if (noun === 'requests' && path.length === 2) {
      const payment = typeof body === 'object' && body !== null && 'measure' in body && body.measure === 'pay';
      return institution.put(payment ? {} : body, name);
    }
    if (noun === 'fund-accounts' && part === 'payments' && institution instanceof Bank)
      return institution.put(paymentOf(name, body), id);
  }
  if (method === 'POST' && noun === 'batches' && path.length === 1 && institution.options.batch) return putAll(institution, body);
  if (method === 'GET') {
    const sick = behaviourOf(institution.fault, Math.random());
    const again = { ...(sick && { behaviour: sick }) };
    if (sick?.before === 'busy' || sick?.before === 'closed')
      return { reply: problem({ code: sick.before, text: 'not now' }, institution.time()) };
    return { reply: look(institution, path, query), ...again };
  }
  return { reply: { status: 404, headers: {}, body: '' } };
}

function look(institution: Institution, path: string[], query: URLSearchParams): Reply {
  const [noun, name = '', part, id = ''] = path;
  if (noun === 'requests' && path.length === 2) return reply(200, { requestId: name, ...institution.status(name) });
  if (noun === 'fund-accounts' && institution instanceof Bank) {
    if (part === 'payments') return reply(200, { paymentId: id, ...institution.status(id) });
    const limit = Math.min(500, Math.max(1, Number(query.get('limit') ?? '100') || 100));
    const lines = part === 'statement' && statement(institution.books, name, query.get('after') ?? undefined, limit);
    if (!lines) return problem({ code: 'account_not_found', text: 'no such fund account' }, institution.time());
    return reply(200, { account: name, ...institution.time(), asOf: institution.moment().asOf, ...lines });
  }
  return { status: 404, headers: {}, body: '' };
}

/** Sends the answer, or goes wrong in the way asked for. */
async function act(institution: Institution, decision: Decision, response: ServerResponse): Promise<void> {
  const { behaviour } = decision;
  const [least, greatest] = institution.options.latencyMs;
  const delayMs = (behaviour?.delayMs ?? 0) + least + Math.random() * (greatest - least);
  if (delayMs >= 1) await sleep(delayMs);
  switch (behaviour?.before ?? behaviour?.after) {
    case 'hang':
      return hang(response);
    case 'error500':
      return send(response, { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' });
    case 'bare503':
      return send(response, {
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html><body>Service Unavailable</body></html>',
      });
    case 'reset':
      return reset(response, decision.reply, behaviour);
    case 'garbage':
      return send(response, { ...decision.reply, body: '{"requestId": "01' });
    case 'wrong_id':
      return send(response, {
        ...decision.reply,
        body: { ...(decision.reply.body as object), requestId: '00000000-0000-7000-8000-000000000000' },
      });
    case 'busy':
    case 'closed':
    case 'refuse':
    case undefined:
      return send(response, decision.reply);
  }
}

/** Says nothing until the other side gives up; it may have done so before we came to hang. */
function hang(response: ServerResponse): Promise<void> {
  if (response.closed) return Promise.resolve();
  return new Promise((resolve) => response.once('close', () => resolve()));
}

function reset(response: ServerResponse, answered: Reply, behaviour: Behaviour | undefined): void {
  if (behaviour?.after) {
    const text = JSON.stringify(answered.body);
    response.writeHead(answered.status, { ...answered.headers, 'content-length': Buffer.byteLength(text) });
    response.write(text.slice(0, 20), () => response.socket?.resetAndDestroy());
  } else response.socket?.resetAndDestroy();
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) return UNREADABLE;
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return UNREADABLE;
  }
}
