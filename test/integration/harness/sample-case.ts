/** The wage case of four workers: ¥305,000 in all against one company. Identifiers carry right check digits and belong to nobody. */
let serial = 100;

const workers = [
  { ref: 'w1', name: '蓝阿一', idNumber: '452231197001011235', principal: '80000.00' },
  { ref: 'w2', name: '韦阿二', idNumber: '452231197202022345', principal: '75000.00' },
  { ref: 'w3', name: '覃阿三', idNumber: '452231197503033455', principal: '77500.00' },
  { ref: 'w4', name: '黄阿四', idNumber: '452231198004044565', principal: '72500.00' },
];

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A citizen ID with its right last character. */
export function citizenId(first17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return first17 + '10X98765432'.charAt(sum % 11);
}

export function wageCase(over: Record<string, unknown> = {}) {
  serial += 1;
  return {
    caseNumber: `（2015）合执字第${serial}号`,
    court: { code: '桂1381', name: '合山市人民法院' },
    cause: '追索劳动报酬纠纷',
    filedOn: '2015-03-02',
    judgeId: 'judge-wei',
    parties: [
      ...workers.map(({ ref, name, idNumber }) => ({
        ref,
        role: 'creditor',
        kind: 'person',
        name,
        idType: 'citizen_id',
        idNumber: citizenId(idNumber.slice(0, 17)),
        payee: { bankName: '中国农业银行合山支行', bankCode: '103100000026', account: '6228480000000000000' },
      })),
      {
        ref: 'd1',
        role: 'debtor',
        kind: 'organisation',
        name: '合山某矿业有限公司',
        idType: 'organisation_code',
        idNumber: 'D2143569-X',
      },
    ],
    claims: workers.map(({ ref, principal }) => ({
      creditor: ref,
      principal,
      title: '（2014）合民初字第77号',
      doubledInterestWaived: true,
    })),
    ...over,
  };
}

/** The parties of the wage case with a person as their debtor, whom no other case is against. */
export function againstPerson(idNumber: string, name = '黄大强') {
  const creditors = wageCase().parties.filter(({ role }) => role !== 'debtor');
  return [...creditors, { ref: 'd1', role: 'debtor', kind: 'person', name, idType: 'citizen_id', idNumber }];
}
