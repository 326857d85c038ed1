import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Callers that keep their connections, never repeat a call and count everything that is not as it should be. */
export class Callers {
  #api;
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #isOver = false;
  #working = [];
  counts = new Map();
  errors = [];
  placed = [];

  constructor(api) {
    this.#api = api;
  }

  start({ callers, caseIds, pauseMs = 30, pages = 4 }) {
    for (let number = 0; number < callers; number += 1) this.#working.push(this.#loop(number, caseIds, pauseMs));
    for (let number = 0; number < pages; number += 1) this.#working.push(this.#follow(caseIds[number % caseIds.length]));
  }

  async stop() {
    this.#isOver = true;
    await Promise.all(this.#working);
    this.#agent.destroy();
  }

  async #loop(number, caseIds, pauseMs) {
    for (let turn = number; !this.#isOver; turn += 1) {
      const caseId = caseIds[turn % caseIds.length];
      if (turn % 3 === 0) await this.#place(caseId);
      else await this.#call('GET', turn % 3 === 1 ? `/cases/${caseId}` : '/orders?limit=10');
      await sleep(Math.random() * 2 * pauseMs);
    }
  }

  async #place(caseId) {
    const body = {
      caseId,
      measure: 'inquire',
      legalBasis: { noticeNumber: '（2021）桂1381执查1号' },
      targets: { institutions: ['icbc', 'ccb'] },
    };
    const reply = await this.#call('POST', '/orders', body);
    if (reply?.status === 201) this.placed.push(JSON.parse(reply.text).id);
  }

  async #call(method, path, body) {
    try {
      const reply = await this.#send(method, path, body);
      this.#count(`${method} ${reply.status}`);
      if (reply.status >= 400) this.errors.push(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 150)}`);
      return reply;
    } catch (error) {
      this.#count(`${method} ${error.code ?? error.message}`);
      this.errors.push(`${method} ${path}: ${error.code ?? error.message}`);
      return undefined;
    }
  }

  #send(method, path, body) {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${this.#api.token('judge-wei')}`,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'idempotency-key': randomUUID() }),
      };
      const outgoing = request(`${this.#api.url}${path}`, { method, headers, agent: this.#agent }, (reply) => {
        const chunks = [];
        reply.on('data', (chunk) => chunks.push(chunk));
        reply.once('end', () => resolve({ status: reply.statusCode, text: String(Buffer.concat(chunks)) }));
        reply.once('error', reject);
      });
      outgoing.once('error', reject);
      outgoing.end(text);
    });
  }

  /** A live page comes back whenever it is sent away, with the last event it saw; a number it has seen must not come again. */
  async #follow(caseId) {
    let last = '0';
    while (!this.#isOver) {
      try {
        const reply = await fetch(`${this.#api.url}/cases/${caseId}/events`, {
          headers: {
            authorization: `Bearer ${this.#api.token('judge-wei')}`,
            accept: 'text/event-stream',
            'last-event-id': last,
          },
          signal: AbortSignal.timeout(5_000),
        });
        this.#count(`page ${reply.status}`);
        if (reply.status !== 200) this.errors.push(`page: ${reply.status}`);
        for await (const chunk of reply.body) {
          for (const [, id] of String(Buffer.from(chunk)).matchAll(/^id: (\d+)$/gm)) {
            if (BigInt(id) <= BigInt(last)) this.errors.push(`a page saw event ${id} after ${last}`);
            last = id;
          }
        }
        this.#count('page sent away politely');
      } catch (error) {
        // An EventSource looks anew by itself, after its own patience and after a connection that was cut while it was made: a socket that
        // stops listening resets what the kernel had queued for it, unless net.ipv4.tcp_migrate_req is 1.
        if (error.name !== 'TimeoutError') this.#count(`page ${error.cause?.code ?? error.message}`);
      }
      await sleep(200);
    }
  }

  #count(what) {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
