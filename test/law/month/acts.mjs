import { patiently } from '../../faults/work/patiently.mjs';
import { fen, plusDays, yuan } from './district.mjs';

const officers = [
  { name: '潘执行员', workCard: '桂1381-G-017', dutyCard: '桂1381-Z-017' },
  { name: '莫执行员', workCard: '桂1381-G-023', dutyCard: '桂1381-Z-023' },
];
const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n').toString('base64');
const signed = new Set(['freeze', 'renew', 'release', 'deduct', 'pay']);

/** What people of the court and debtors do, each act through the api or at a bank's counter. `keep(act, facts, call)` notes what the api accepted. */
export class Acts {
  #house;
  #calendar;
  #keep;
  #cases = [];
  #orders = [];
  #number = 0;

  constructor(house, calendar, keep) {
    this.#house = house;
    this.#calendar = calendar;
    this.#keep = keep;
  }

  async openCase({ body, debtors }) {
    const { api } = this.#house;
    const { id, parties, claims } = await api.post('clerk-qin', '/cases', body);
    const documentIds = [];
    for (const kind of ['ruling', 'notice']) {
      const file = { kind, name: `${kind}.pdf`, mediaType: 'application/pdf', contentBase64: pdf };
      documentIds.push((await api.post('clerk-qin', `/cases/${id}/documents`, file)).id);
    }
    const owed = debtors.map(({ party, accounts }) => ({
      partyId: parties.find(({ role, name }) => role === 'debtor' && name === party.name).id,
      accounts,
    }));
    this.#cases.push({ id, claims, documentIds, debtors: owed });
    await this.#askBanks(this.#cases.at(-1), owed[0]);
  }

  inquire(random) {
    const one = random.one(this.#cases);
    return this.#askBanks(one, random.one(one.debtors), random);
  }

  /** As the plan proposes: what is still to be secured, spread over what was found, least harm first. */
  async freezeByPlan(random) {
    const one = random.one(this.#cases);
    const { partyId } = random.one(one.debtors);
    const plan = await this.#house.api.get('judge-wei', `/cases/${one.id}/freeze-plan?partyId=${partyId}`);
    const targets = plan.lines.map(({ institution, account, cap }) => this.#capOn(random, { institution, account }, cap));
    if (targets.length > 0) await this.#order(one, 'freeze', { partyId, targets }, random);
  }

  /** The judge freezes whatever is there, others before him or not: this is where queues come from. */
  async freezeBehindOthers(random) {
    const one = random.one(this.#cases);
    const { partyId, accounts } = random.one(one.debtors);
    const { room } = await this.#house.api.get('judge-wei', `/cases/${one.id}/freeze-plan?partyId=${partyId}`);
    let left = fen(room);
    const targets = this.#likely(random, accounts, random.between(1, 3)).flatMap((account) => {
      if (left <= 0) return [];
      const cap = random.chance(0.3) ? left : random.between(1, left);
      left -= cap;
      return [this.#capOn(random, account, yuan(cap))];
    });
    return targets.length > 0 ? this.#order(one, 'freeze', { partyId, targets }, random) : undefined;
  }

  /** Frozen, and taken back while it is on its way: what has gone out already is released again. */
  async changeMind(random) {
    const id = await this.freezeBehindOthers(random);
    if (id !== undefined) await this.#withdrawOrder(id);
  }

  /** The full amount on every account, by the judge's own choice: the budget has to cut it again. */
  async fanOut(random) {
    const one = random.one(this.#cases);
    const { partyId, accounts } = random.one(one.debtors);
    const { room } = await this.#house.api.get('judge-wei', `/cases/${one.id}/freeze-plan?partyId=${partyId}`);
    const targets = this.#likely(random, accounts, 3).map((account) => this.#capOn(random, account, room));
    if (fen(room) > 0 && targets.length > 0)
      await this.#order(one, 'freeze', { partyId, targets, fanOut: { reason: '各账户余额不明，转移风险高' } }, random);
  }

  async renew(random) {
    const [one, freeze] = await this.#someFreeze(random);
    if (!freeze) return;
    const until = plusDays(freeze.until, random.one([3, 9, 30, 180, 365]));
    await this.#order(one, 'renew', { targets: [{ freezeId: freeze.id, until }] }, random);
  }

  async release(random) {
    const [one, freeze] = await this.#someFreeze(random);
    if (!freeze) return;
    const amount = random.chance(0.5) ? { amount: part(random, freeze.cap) } : {};
    await this.#order(one, 'release', { targets: [{ freezeId: freeze.id, ...amount }] }, random);
  }

  async deduct(random) {
    const [one, freeze] = await this.#someFreeze(random, ({ caught }) => fen(caught) > 0);
    if (!freeze) return;
    const amount = random.chance(0.4) ? freeze.caught : part(random, freeze.caught);
    await this.#order(one, 'deduct', { targets: [{ freezeId: freeze.id, amount }] }, random);
  }

  async pay(random) {
    const one = await this.#someCase(random, async ({ id }) => {
      const { balance } = await this.#house.api.get('judge-wei', `/cases/${id}/fund`);
      return fen(balance) > 0 ? balance : undefined;
    });
    if (!one) return;
    const amount = random.chance(0.5) ? one.found : part(random, one.found);
    await this.#order(one.case, 'pay', { targets: [{ claimId: random.one(one.case.claims).id, amount }] }, random);
  }

  /** The debtor pays the creditor himself. */
  async partPayment(random) {
    const one = random.one(this.#cases);
    const body = {
      claimId: random.one(one.claims).id,
      on: this.#calendar.today,
      amount: yuan(random.between(100, 300_000)),
      means: 'performance',
      reason: '被执行人自动履行部分款项',
      documentId: one.documentIds[0],
    };
    await this.#house.api.post('finance-nong', `/cases/${one.id}/part-payments`, body);
  }

  async withdraw(random) {
    const id = random.one(this.#orders.slice(-12));
    if (id !== undefined) await this.#withdrawOrder(id);
  }

  async reject(random) {
    const one = random.one(this.#cases);
    const { partyId, accounts } = random.one(one.debtors);
    const targets = [this.#capOn(random, random.one(accounts), '1.00')];
    const id = await this.#place(one, 'freeze', { partyId, targets }, random);
    await this.#keep(
      'reject_order',
      () => ({ orderId: id }),
      () => this.#house.api.post('approver-lu', `/orders/${id}/rejection`, { reason: '材料不全' }),
    );
  }

  credit(random) {
    const { institution, account } = this.#someAccount(random);
    return patiently(() => this.#atCounter(institution, 'credits', { account, amount: yuan(random.between(1, 800_000)) }), {
      tries: 3,
    });
  }

  debit(random) {
    const { institution, account } = this.#someAccount(random);
    return this.#atCounter(institution, 'debits', { account, amount: yuan(random.between(1, 200_000)) });
  }

  async object(random) {
    const one = random.one(this.#cases);
    const { institution, account } = random.one(random.one(one.debtors).accounts);
    const body = {
      caseId: one.id,
      institution,
      account,
      receivedOn: this.#calendar.today,
      grounds: '该账户为专用账户',
      documentId: one.documentIds[1],
    };
    await this.#house.api.post('clerk-qin', '/objections', body);
  }

  async answer(random) {
    const { items } = await this.#house.api.get('judge-wei', '/objections?state=open');
    if (items.length > 0) await this.#answerObjection(random.one(items), random.one(['uphold', 'reject', 'reject']));
  }

  async answerAll() {
    const { items } = await this.#house.api.get('judge-wei', '/objections?state=open');
    for (const objection of items) await this.#answerObjection(objection, 'reject');
  }

  /** An objection that was upheld keeps what it stays from ever going out: such orders are withdrawn. */
  async withdrawStayed() {
    const rows = await this.#house.ask('select distinct order_id from queue where stayed');
    for (const { order_id: id } of rows) await this.#withdrawOrder(id);
  }

  /** The approver signs most of what the budget has drafted and turns some of it down. */
  async approveBudget(random) {
    for (const id of await this.#drafts())
      if (random.chance(0.85)) await this.#approve(id);
      else if (random.chance(0.3)) await this.#rejectDraft(id);
  }

  async signAllDrafts() {
    const drafts = await this.#drafts();
    for (const id of drafts) await this.#approve(id);
    return drafts.length;
  }

  async #drafts() {
    const { items } = await this.#house.api.get('approver-lu', '/orders?state=awaiting_approval&limit=500');
    return items.filter(({ cause }) => cause === 'budget').map(({ id }) => id);
  }

  #rejectDraft(id) {
    return this.#keep(
      'reject_order',
      () => ({ orderId: id }),
      () => this.#house.api.post('approver-lu', `/orders/${id}/rejection`, { reason: '申请执行人申请暂缓解除' }),
    );
  }

  #answerObjection({ id, caseId }, answer) {
    const { documentIds } = this.#cases.find((one) => one.id === caseId);
    return this.#house.api.post('judge-wei', `/objections/${id}/answer`, {
      answer,
      reason: '经审查账户性质',
      documentId: documentIds[0],
    });
  }

  #withdrawOrder(id) {
    return this.#keep(
      'withdraw_order',
      () => ({ orderId: id }),
      () => this.#house.api.post('judge-wei', `/orders/${id}/withdrawal`, { reason: '当事人达成和解' }),
    );
  }

  #askBanks(one, { partyId, accounts }, random) {
    const institutions = random?.chance(0.3) ? 'all' : [...new Set(accounts.map(({ institution }) => institution))];
    const watchUntil = random?.chance(0.5) === false ? {} : { watchUntil: plusDays(this.#calendar.today, 40) };
    return this.#order(one, 'inquire', { partyId, targets: { institutions, ...watchUntil } }, random);
  }

  /** A judge mostly names accounts that can be frozen, not always. */
  #likely(random, accounts, count) {
    const able = new Set(this.#house.institutions.filter(({ measures }) => measures.includes('freeze')).map(({ code }) => code));
    const usual = accounts.filter(({ institution, exemptionTag }) => able.has(institution) && exemptionTag === undefined);
    return random.some(random.chance(0.9) ? usual : accounts, count);
  }

  /** Terms that end within the month, on purpose, and terms that do not. */
  #capOn(random, { institution, account }, amount) {
    const days = random.chance(0.4) ? random.between(1, 18) : random.between(60, 360);
    return { institution, account, amount, from: this.#calendar.today, until: plusDays(this.#calendar.today, days) };
  }

  #someAccount(random) {
    return random.one(random.one(random.one(this.#cases).debtors).accounts);
  }

  async #someFreeze(random, fits = () => true) {
    const found = await this.#someCase(random, async ({ id }) => {
      const { items } = await this.#house.api.get('judge-wei', `/cases/${id}/freezes`);
      const able = items.filter((freeze) => freeze.state === 'active' && fits(freeze));
      return able.length > 0 ? random.one(able) : undefined;
    });
    return found ? [found.case, found.found] : [];
  }

  /** One of a few cases looked into that has what is wanted. */
  async #someCase(random, look) {
    for (const one of random.some(this.#cases, 6)) {
      const found = await look(one);
      if (found !== undefined) return { case: one, found };
    }
    return undefined;
  }

  async #order(one, measure, body, random) {
    const id = await this.#place(one, measure, body, random);
    if (signed.has(measure)) await this.#approve(id);
    return id;
  }

  #approve(id) {
    return this.#keep(
      'approve_order',
      () => ({ orderId: id }),
      () => this.#house.api.post('approver-lu', `/orders/${id}/approval`, {}),
    );
  }

  async #place(one, measure, body, random) {
    const noticeNumber = `（2024）桂1381执协${++this.#number}号`;
    const ruled = signed.has(measure) && measure !== 'pay';
    const legalBasis = ruled
      ? { noticeNumber, rulingNumber: `${noticeNumber}裁`, documentIds: one.documentIds, officers }
      : { noticeNumber, documentIds: [], officers: [] };
    const priority = random?.chance(0.2) ? { priority: 'urgent' } : {};
    const order = await this.#keep(
      'place_order',
      ({ id }) => ({ orderId: id, noticeNumber, measure }),
      () => this.#house.api.post('judge-wei', '/orders', { caseId: one.id, measure, legalBasis, ...body, ...priority }),
    );
    this.#orders.push(order.id);
    return order.id;
  }

  async #atCounter(institution, what, body) {
    const reply = await fetch(`${this.#house.simulatorUrl}/sim/institutions/${institution}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    await reply.arrayBuffer();
  }
}

const part = (random, whole) => yuan(random.between(1, fen(whole)));
