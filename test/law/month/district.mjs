import { citizenId, unifiedCreditCode } from '../../e2e/harness/identity-numbers.mjs';
import { patiently } from '../../faults/work/patiently.mjs';

const courts = [
  { code: '桂1381', name: '合山市人民法院' },
  { code: '桂1302', name: '来宾市兴宾区人民法院' },
  { code: '桂0102', name: '南宁市兴宁区人民法院' },
  { code: '桂0202', name: '柳州市城中区人民法院' },
];
const classes = ['current', 'basic', 'general', 'term', 'wealth', 'special', 'margin'];
const exemptionTags = ['migrant_wage', 'provident_fund', 'other', 'trust'];
// Late, repeated, in part, carried out without a word: whatever a bank may do without lying (apps/simulator/README.md).
const strangeEnds = ['03', '04', '05', '07', '10', '13', '15', '16', '17', '19'];
const wireIdTypes = { citizen_id: 'citizen_id', unified_credit_code: 'uscc' };

/**
 * A district of four courts: fewer debtors than cases, so that cases and courts meet on the same accounts, and queues there that were before
 * any of ours. Everything is drawn from the seed.
 */
export class District {
  debtors;
  #random;
  #banks;

  constructor(random, institutions, { cases, firstDay }) {
    this.#random = random;
    this.#banks = institutions.filter(({ kind }) => kind === 'bank');
    this.firstDay = firstDay;
    this.debtors = Array.from({ length: Math.max(2, Math.round(cases * 0.35)) }, (_, serial) => this.#debtor(serial + 1));
  }

  /** Every debtor's accounts are opened at their banks, with what lies on them and what is frozen there already. */
  async settle(simulator) {
    for (const { party, accounts } of this.debtors)
      for (const { institution, ...account } of accounts)
        await patiently(() =>
          simulator.addCustomers(institution, [
            {
              name: party.name,
              kind: party.kind,
              ids: [{ idType: wireIdTypes[party.idType], idNumber: party.idNumber }],
              accounts: [account],
            },
          ]),
        );
  }

  /** { body: the case as POST /cases has it, debtors } */
  nextCase(serial, filedOn) {
    const random = this.#random;
    const court = random.one(courts);
    // Some debtors have many creditors at once.
    const debtors = random.some(random.chance(0.5) ? this.debtors.slice(0, Math.ceil(this.debtors.length / 4)) : this.debtors, 1);
    if (random.chance(0.15)) debtors.push(random.one(this.debtors.filter((one) => one !== debtors[0])));
    const creditors = Array.from({ length: random.chance(0.15) ? 2 : 1 }, (_, place) => creditorOf(serial, place));
    const body = {
      caseNumber: `（2024）${court.code}执${serial}号`,
      court,
      cause: '买卖合同纠纷',
      filedOn,
      judgeId: 'judge-wei',
      parties: [...creditors, ...debtors.map(({ party }, place) => ({ ...party, ref: `d${place}` }))],
      claims: creditors.map(({ ref }, place) => ({
        creditor: ref,
        principal: yuan(random.between(200_000, 9_000_000)),
        title: `（2023）${court.code}民初${serial}号之${place + 1}`,
      })),
    };
    return { body, debtors };
  }

  #debtor(serial) {
    const random = this.#random;
    const isPerson = serial % 2 === 0;
    const party = {
      role: 'debtor',
      kind: isPerson ? 'person' : 'organisation',
      name: isPerson ? `被执行人${serial}` : `合山第${serial}商贸有限公司`,
      idType: isPerson ? 'citizen_id' : 'unified_credit_code',
      idNumber: isPerson ? citizenId(serial) : unifiedCreditCode(serial),
    };
    const accounts = random.some(this.#banks, random.between(2, 5)).map((bank) => this.#account(bank, serial));
    return { party, accounts };
  }

  #account(bank, serial) {
    const random = this.#random;
    const end = random.chance(0.08) ? `9900${random.one(strangeEnds)}` : `1${String(serial).padStart(5, '0')}`;
    const account = `62${String(this.#banks.indexOf(bank)).padStart(2, '0')}${String(serial).padStart(7, '0')}${end}`;
    return {
      institution: bank.code,
      account,
      class: random.one(classes),
      balance: random.chance(0.15) ? '0.00' : yuan(random.between(1, 6_000_000)),
      ...(random.chance(0.05) && { exemptionTag: random.one(exemptionTags) }),
      ...(random.chance(0.15) && { priorMeasures: [this.#priorMeasure(account)] }),
    };
  }

  /** A freeze of a court that is none of ours; many end within the month. */
  #priorMeasure(account) {
    const random = this.#random;
    return {
      authority: '深圳市福田区人民法院',
      documentNumber: `（2023）粤0304执${account.slice(-5)}号`,
      amount: yuan(random.between(10_000, 3_000_000)),
      from: '2023-06-01',
      until: plusDays(this.firstDay, random.between(1, 60)),
    };
  }
}

/** The creditor's account is at a bank outside this world's books. */
function creditorOf(serial, place) {
  const number = String(serial * 2 + place).padStart(11, '0');
  return {
    ref: `c${place}`,
    role: 'creditor',
    kind: 'person',
    name: `申请人${serial}之${place + 1}`,
    idType: 'citizen_id',
    idNumber: citizenId(300_000 + serial * 2 + place),
    payee: { bankName: '中国银行', bankCode: '104100000004', account: `6216${number}1` },
  };
}

export const yuan = (amount) => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
export const fen = (text) => Number(text.replace('.', ''));

export function plusDays(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
