import { citizenId, unifiedCreditCode } from './identity-numbers.mjs';

// As the protocols spell them.
const wireIdTypes = { citizen_id: 'citizen_id', unified_credit_code: 'uscc' };
const court = { code: '桂1381', name: '合山市人民法院' };

/** Case `serial` as POST /cases and a line of an import file have it: one creditor, one debtor, a person or a company by turns. */
export function sampleCase(serial, principal = '120000.00') {
  const isPerson = serial % 2 === 0;
  return {
    caseNumber: `（2021）桂1381执${serial}号`,
    court,
    cause: '买卖合同纠纷',
    filedOn: '2021-03-01',
    judgeId: 'judge-wei',
    parties: [
      {
        ref: 'c',
        role: 'creditor',
        kind: 'person',
        name: `申请人${serial}`,
        idType: 'citizen_id',
        idNumber: citizenId(300_000 + serial),
      },
      {
        ref: 'd',
        role: 'debtor',
        kind: isPerson ? 'person' : 'organisation',
        name: isPerson ? `被执行人${serial}` : `合山第${serial}商贸有限公司`,
        idType: isPerson ? 'citizen_id' : 'unified_credit_code',
        idNumber: isPerson ? citizenId(serial) : unifiedCreditCode(serial),
      },
    ],
    claims: [{ creditor: 'c', principal, title: `（2020）桂1381民初${serial}号` }],
  };
}

export const debtorOf = (enforcementCase) => enforcementCase.parties.find(({ role }) => role === 'debtor');

/** The debtor as a bank's customer with one account. */
export function customer(enforcementCase, account, balance) {
  const { name, kind, idType, idNumber } = debtorOf(enforcementCase);
  return { name, kind, ids: [{ idType: wireIdTypes[idType], idNumber }], accounts: [{ account, balance }] };
}

/** The debtor as owner of a home in a land register. */
export function home(enforcementCase, assetId) {
  const { name, idType, idNumber } = debtorOf(enforcementCase);
  return {
    owner: name,
    ids: [{ idType: wireIdTypes[idType], idNumber }],
    assetId,
    kind: 'real_estate',
    realEstate: { certificate: `桂（2019）合山市不动产权第${assetId.slice(-7)}号`, address: '合山市人民中路' },
  };
}
