import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 120_000;

/** Speaks to the api as the demo's people do. A call that finds nobody there, or half an answer, is repeated: under the same key it acts once. */
export class ApiClient {
  #url;
  #tokens = new Map();

  constructor(url) {
    this.#url = url;
  }

  /** Learns who can act. */
  async meet() {
    const people = await (await fetch(`${this.#url}/demo/people`)).json();
    this.#tokens = new Map(people.map(({ id, token }) => [id, token]));
  }

  get url() {
    return this.#url;
  }

  token(person) {
    return this.#tokens.get(person);
  }

  get(person, path) {
    return this.#call(person, 'GET', path, {});
  }

  post(person, path, body, contentType = 'application/json') {
    const headers = { 'content-type': contentType, 'idempotency-key': randomUUID() };
    return this.#call(person, 'POST', path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  }

  put(person, path, body) {
    return this.#call(person, 'PUT', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  /** The institutions that take `measure` online. */
  async institutions(measure) {
    return (await this.get('judge-wei', '/institutions')).filter(({ measures }) => measures.includes(measure));
  }

  /** Every item of a list, page by page. */
  async all(person, path) {
    const items = [];
    let cursor;
    do {
      const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
      const page = await this.get(person, `${path}?${query}`);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return items;
  }

  async #call(person, method, path, { headers = {}, body }) {
    const request = { method, body, headers: { authorization: `Bearer ${this.#tokens.get(person)}`, ...headers } };
    let trouble;
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(500)) {
      try {
        const reply = await fetch(`${this.#url}${path}`, { ...request, signal: AbortSignal.timeout(patienceMs) });
        const text = await reply.text();
        if (reply.ok) return text === '' ? undefined : JSON.parse(text);
        trouble = `${reply.status} ${text.slice(0, 1000)}`;
        // Below 500 the api has understood and says no: repeating would not help, save where the first try is still at it.
        if (reply.status < 500 && !isStillAtWork(reply.status, text)) break;
      } catch (error) {
        trouble = error.cause?.message ?? error.message;
      }
    }
    throw new Error(`${method} ${path} as ${person}: ${trouble}`);
  }
}

const isStillAtWork = (status, text) => status === 409 && /in_progress|under way/.test(text);
