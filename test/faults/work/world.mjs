import { debtorOf, home, sampleCase } from '../../e2e/harness/sample-cases.mjs';
import { patiently } from './patiently.mjs';

const wireIdTypes = { citizen_id: 'citizen_id', unified_credit_code: 'uscc' };
// Account numbers that end so choose how the bank misbehaves (apps/simulator/README.md).
export const strangeEnds = [
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '07',
  '08',
  '09',
  '10',
  '11',
  '12',
  '13',
  '14',
  '15',
  '16',
  '17',
  '18',
  '19',
  '20',
  '21',
  '22',
];

/** The world outside a case: its debtor with accounts, most of them ordinary, and money on them. */
export class World {
  #simulator;
  #random;
  #banks;
  #registries;
  #strange;
  #serial = 0;

  /** `strange`: the share of accounts whose number makes the bank misbehave. */
  constructor(simulator, random, institutions, { strange = 0.15 } = {}) {
    this.#simulator = simulator;
    this.#random = random;
    this.#banks = institutions.filter(({ kind }) => kind === 'bank');
    this.#registries = institutions.filter(({ code }) => code.endsWith('realestate'));
    this.#strange = strange;
  }

  /** { body: the case as POST /cases has it, accounts: [{ institution, account, measures }] } */
  async nextCase() {
    const random = this.#random;
    const serial = ++this.#serial;
    const principal = `${random.between(2_000, 90_000)}.${String(random.between(0, 99)).padStart(2, '0')}`;
    const body = withPayee(sampleCase(serial, principal), serial);
    const accounts = [];
    for (const bank of random.some(this.#banks, random.between(2, 6))) {
      const account = this.#number(this.#banks.indexOf(bank), serial);
      accounts.push({ institution: bank.code, account, measures: bank.measures });
      await patiently(() => this.#simulator.addCustomers(bank.code, [this.#customer(body, account)]));
    }
    for (const registry of this.#registries) {
      if (random.chance(0.2))
        await patiently(() =>
          this.#simulator.addTitles(registry.code, [home(body, `45138100${String(serial).padStart(7, '0')}`)]),
        );
    }
    return { serial, body, accounts };
  }

  #number(place, serial) {
    const strange = this.#random.chance(this.#strange)
      ? `9900${this.#random.one(strangeEnds)}`
      : `1${String(serial % 100_000).padStart(5, '0')}`;
    return `62${String(place).padStart(2, '0')}${String(serial).padStart(7, '0')}${strange}`;
  }

  #customer(body, account) {
    const { name, kind, idType, idNumber } = debtorOf(body);
    const balance = `${this.#random.between(0, 40_000)}.${String(this.#random.between(0, 99)).padStart(2, '0')}`;
    return { name, kind, ids: [{ idType: wireIdTypes[idType], idNumber }], accounts: [{ account, balance }] };
  }
}

/** The creditor has an account money can be paid to, at a bank outside this world's books. */
function withPayee(body, serial) {
  const payee = { bankName: '中国银行', bankCode: '104100000004', account: `6216${String(serial).padStart(11, '0')}1` };
  const parties = body.parties.map((party) => (party.role === 'creditor' ? { ...party, payee } : party));
  return { ...body, parties };
}
