import { setTimeout as sleep } from 'node:timers/promises';
import { patiently } from './patiently.mjs';

const officers = [
  { name: '潘执行员', workCard: '桂1381-G-017', dutyCard: '桂1381-Z-017' },
  { name: '莫执行员', workCard: '桂1381-G-023', dutyCard: '桂1381-Z-023' },
];
const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n').toString('base64');
const approved = new Set(['freeze', 'renew', 'release', 'deduct', 'pay', 'seal']);
export const usualWork = {
  openCase: 10,
  inquire: 14,
  inquireAll: 3,
  bulk: 1,
  freeze: 22,
  renew: 8,
  release: 10,
  deduct: 14,
  pay: 6,
  withdraw: 10,
  reject: 1,
  credit: 16,
  debit: 2,
};

/**
 * People of the court at work, seeded: what they order, second-guess and withdraw. `diary` has every act the api accepted, `refused` how often
 * it said no (the room of a case was used up, the order had ended: normal life).
 */
export class Court {
  diary = [];
  refused = new Map();
  #house;
  #world;
  #random;
  #weights;
  #cases = [];
  #orders = [];
  #number = 0;
  #term;
  #paceMs;

  constructor(house, world, random, { weights = usualWork, paceMs = [50, 400] } = {}) {
    this.#house = house;
    this.#world = world;
    this.#random = random;
    this.#weights = weights;
    this.#paceMs = paceMs;
  }

  async begin(cases = 4) {
    const day = new Date(Date.now() + 8 * 3_600_000);
    const on = (months) =>
      new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, Math.min(day.getUTCDate(), 28)))
        .toISOString()
        .slice(0, 10);
    this.#term = { from: day.toISOString().slice(0, 10), until: on(6), later: [on(8), on(10), on(11), on(12)] };
    for (let one = 0; one < cases; one += 1) await this.openCase();
  }

  /** `people` work side by side until `ended` is aborted; resolves when the last act is through. */
  async work(people, ended) {
    await Promise.all(Array.from({ length: people }, (_, desk) => this.#desk(this.#random.fork(`desk ${desk}`), ended)));
  }

  async #desk(random, ended) {
    while (!ended.aborted) {
      const act = random.weighted(this.#weights);
      try {
        await this[act](random);
      } catch (error) {
        const reason = /: (\d{3}) /.exec(error.message)?.[1] ?? error.message.slice(0, 80);
        this.refused.set(`${act} ${reason}`, (this.refused.get(`${act} ${reason}`) ?? 0) + 1);
      }
      await sleep(random.between(...this.#paceMs), undefined, { signal: ended }).catch(() => {});
    }
  }

  async openCase() {
    const { body, accounts } = await this.#world.nextCase();
    const { api } = this.#house;
    const { id, parties, claims } = await api.post('clerk-qin', '/cases', body);
    const documentIds = [];
    for (const kind of ['ruling', 'notice']) {
      const filed = await api.post('clerk-qin', `/cases/${id}/documents`, {
        kind,
        name: `${kind}.pdf`,
        mediaType: 'application/pdf',
        contentBase64: pdf,
      });
      documentIds.push(filed.id);
    }
    this.#cases.push({ id, number: body.caseNumber, accounts, claims, parties, documentIds });
  }

  inquire(random) {
    const institutions = random.some(this.#house.institutions, random.between(1, 4)).map(({ code }) => code);
    const watchUntil = random.chance(0.5) ? this.#term.until : undefined;
    return this.#order(random, this.#someCase(random), 'inquire', { institutions, ...(watchUntil && { watchUntil }) });
  }

  inquireAll(random) {
    return this.#order(random, this.#someCase(random), 'inquire', { institutions: 'all', watchUntil: this.#term.until });
  }

  async bulk(random) {
    const chosen = random.some(this.#cases, 6);
    const noticeNumber = this.#nextNumber();
    const legalBasis = { noticeNumber, documentIds: [], officers: [] };
    const filter = { caseNumbers: chosen.map(({ number }) => number) };
    const { api } = this.#house;
    const { setId } = await this.#act(
      'place_set',
      (placed) => ({ ...placed, noticeNumber }),
      () =>
        api.post('judge-wei', '/orders/bulk', {
          filter,
          institutions: 'all',
          legalBasis,
        }),
    );
    await this.#act('approve_set', { setId }, () => api.post('approver-lu', `/order-sets/${setId}/approval`, {}));
  }

  freeze(random) {
    const one = this.#someCase(random);
    // Sometimes another case's: two cases want the same account.
    const held = random.chance(0.3) ? this.#cases.flatMap(({ accounts }) => accounts) : one.accounts;
    const able = held.filter(({ measures }) => measures.includes('freeze'));
    const targets = random.some(able, random.between(1, 3)).map(({ institution, account }) => ({
      institution,
      account,
      amount: yuan(random.between(10_000, 1_500_000)),
      from: this.#term.from,
      until: this.#term.until,
    }));
    return targets.length === 0 ? undefined : this.#order(random, one, 'freeze', targets);
  }

  async renew(random) {
    const [one, freeze] = await this.#someFreeze(random);
    if (freeze) await this.#order(random, one, 'renew', [{ freezeId: freeze.id, until: random.one(this.#term.later) }]);
  }

  async release(random) {
    const [one, freeze] = await this.#someFreeze(random);
    if (!freeze) return;
    const amount = random.chance(0.5) ? { amount: part(random, freeze.cap) } : {};
    await this.#order(random, one, 'release', [{ freezeId: freeze.id, ...amount }]);
  }

  async deduct(random) {
    const [one, freeze] = await this.#someFreeze(random, ({ caught }) => fen(caught) > 0);
    if (freeze)
      await this.#order(random, one, 'deduct', [
        { freezeId: freeze.id, amount: random.chance(0.3) ? freeze.caught : part(random, freeze.caught) },
      ]);
  }

  async pay(random) {
    const one = this.#someCase(random);
    const { balance } = await this.#house.api.get('judge-wei', `/cases/${one.id}/fund`);
    if (fen(balance) > 0) await this.#order(random, one, 'pay', [{ claimId: one.claims[0].id, amount: part(random, balance) }]);
  }

  async withdraw(random) {
    const id = random.one(this.#orders.slice(-12));
    if (id === undefined) return;
    const { api } = this.#house;
    await this.#act('withdraw_order', { orderId: id }, () =>
      api.post('judge-wei', `/orders/${id}/withdrawal`, { reason: '当事人达成和解' }),
    );
  }

  async reject(random) {
    const id = await this.#place(random, this.#someCase(random), 'freeze', this.#freezeOfOne(random));
    const { api } = this.#house;
    await this.#act('reject_order', { orderId: id }, () =>
      api.post('approver-lu', `/orders/${id}/rejection`, { reason: '材料不全' }),
    );
  }

  credit(random) {
    const { institution, account } = random.one(this.#someCase(random).accounts);
    return patiently(() => this.#outside(institution, 'credits', { account, amount: yuan(random.between(1, 500_000)) }), {
      tries: 3,
    });
  }

  debit(random) {
    const { institution, account } = random.one(this.#someCase(random).accounts);
    return this.#outside(institution, 'debits', { account, amount: yuan(random.between(1, 100_000)) });
  }

  #freezeOfOne(random) {
    const { institution, account } = random.one(
      this.#cases.flatMap(({ accounts }) => accounts).filter(({ measures }) => measures.includes('freeze')),
    );
    return [{ institution, account, amount: '1.00', from: this.#term.from, until: this.#term.until }];
  }

  #someCase(random) {
    // Mostly the newest: they have room left.
    return random.chance(0.7) ? random.one(this.#cases.slice(-6)) : random.one(this.#cases);
  }

  async #someFreeze(random, fits = () => true) {
    const one = this.#someCase(random);
    const { items } = await this.#house.api.get('judge-wei', `/cases/${one.id}/freezes`);
    const able = items.filter((freeze) => freeze.state === 'active' && freeze.kind === 'account' && fits(freeze));
    return [one, able.length > 0 ? random.one(able) : undefined];
  }

  async #order(random, one, measure, targets) {
    const id = await this.#place(random, one, measure, targets);
    if (!approved.has(measure)) return;
    await this.#act('approve_order', { orderId: id }, () => this.#house.api.post('approver-lu', `/orders/${id}/approval`, {}));
  }

  async #place(random, one, measure, targets) {
    const noticeNumber = this.#nextNumber();
    const legalBasis = {
      noticeNumber,
      ...(approved.has(measure) && measure !== 'pay'
        ? { rulingNumber: `${noticeNumber}裁`, documentIds: one.documentIds, officers }
        : { documentIds: [], officers: [] }),
    };
    const priority = random.chance(0.2) ? { priority: 'urgent' } : {};
    const body = {
      caseId: one.id,
      measure,
      legalBasis,
      targets,
      ...priority,
    };
    const order = await this.#act(
      'place_order',
      ({ id }) => ({ orderId: id, noticeNumber, measure }),
      () => this.#house.api.post('judge-wei', '/orders', body),
    );
    this.#orders.push(order.id);
    return order.id;
  }

  #nextNumber() {
    return `（2021）桂1381执协${++this.#number}号`;
  }

  /** `asked` and `answered` are times of this process, which no fault touches. */
  async #act(act, facts, call) {
    const asked = performance.now();
    const answer = await call();
    this.diary.push({
      act,
      asked,
      answered: performance.now(),
      at: new Date().toISOString(),
      ...(typeof facts === 'function' ? facts(answer) : facts),
    });
    return answer;
  }

  async #outside(institution, what, body) {
    const reply = await fetch(`${this.#house.simulatorUrl}/sim/institutions/${institution}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    await reply.arrayBuffer();
  }
}

const yuan = (amount) => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
const fen = (text) => Number(text.replace('.', ''));
const part = (random, whole) => yuan(random.between(1, fen(whole)));
