// A crowd of callers as a process of its own: as many calls a second as it is told, whether or not the ones before have come back.
//   { url, token, caseIds } once, then { rate }; once a second it tells { offered, statuses, latencies }.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

const TICK_MS = 10;
/** A caller who waits this long has gone. */
const PATIENCE_MS = 10_000;
const mostOpen = 4_000;

let settings;
let rate = 0;
let due = 0;
let open = 0;
let told = fresh();
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

function fresh() {
  return { offered: 0, statuses: {}, latencies: [] };
}

function call() {
  const { url, token, caseIds } = settings;
  const body = JSON.stringify({
    caseId: caseIds[Math.floor(Math.random() * caseIds.length)],
    measure: 'inquire',
    legalBasis: { noticeNumber: '（2021）桂1381执查1号' },
    targets: { institutions: ['icbc'] },
  });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'idempotency-key': randomUUID(),
  };
  const began = performance.now();
  const end = (status) => {
    open -= 1;
    told.statuses[status] = (told.statuses[status] ?? 0) + 1;
    if (status === 201) told.latencies.push(performance.now() - began);
  };
  told.offered += 1;
  open += 1;
  let ended = false;
  const once = (status) => {
    if (!ended) end(status);
    ended = true;
  };
  const outgoing = request(`${url}/orders`, { method: 'POST', headers, agent, timeout: PATIENCE_MS }, (reply) => {
    const isTold = reply.headers['retry-after'] !== undefined;
    reply.resume();
    reply.once('end', () => once(reply.statusCode === 503 && !isTold ? '503 without Retry-After' : reply.statusCode));
    reply.once('error', () => once('broken'));
  });
  outgoing.once('timeout', () => outgoing.destroy(new Error('patience')));
  outgoing.once('error', (error) => once(error.message === 'patience' ? 'no answer' : (error.code ?? 'broken')));
  outgoing.end(body);
}

setInterval(() => {
  due += (rate * TICK_MS) / 1_000;
  // what this machine cannot offer is not offered later
  due = Math.min(due, rate / 10);
  for (; due >= 1 && open < mostOpen; due -= 1) call();
}, TICK_MS);

setInterval(() => {
  process.send({ ...told, open });
  told = fresh();
}, 1_000);

process.on('message', (message) => {
  if (message.url) settings = message;
  else rate = message.rate;
});
process.on('disconnect', () => process.exit());
