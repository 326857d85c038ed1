// A body is at most a megabyte.
const customersPerCall = 500;

/** The world outside: customers, titles, faults. What it answers about its books is for people; checks read the ledger files. */
export class SimulatorClient {
  #url;

  constructor(url) {
    this.#url = url;
  }

  async addCustomers(bank, customers) {
    for (let from = 0; from < customers.length; from += customersPerCall)
      await this.#post(`${bank}/customers`, { customers: customers.slice(from, from + customersPerCall) });
  }

  async addTitles(registry, titles) {
    for (let from = 0; from < titles.length; from += customersPerCall)
      await this.#post(`${registry}/titles`, { titles: titles.slice(from, from + customersPerCall) });
  }

  /** `mode` as apps/simulator/src/behaviour.ts lists them; `none` heals. */
  setFault(institution, mode, more = {}) {
    return this.#post(`${institution}/fault`, { mode, ...more });
  }

  /** Ends every review by hand at once. */
  review(institution) {
    return this.#post(`${institution}/review`, {});
  }

  async #post(path, body) {
    const reply = await fetch(`${this.#url}/sim/institutions/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`simulator, ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  }
}
