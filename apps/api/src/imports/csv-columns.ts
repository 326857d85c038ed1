/** Columns of an import file: our name, and the headings a court's spreadsheet may carry. docs/import.md tells what goes in. */
export const COLUMNS = {
  caseNumber: ['案号', '执行案号'],
  courtCode: ['法院代码'],
  courtName: ['法院', '法院名称'],
  cause: ['案由'],
  filedOn: ['立案日期'],
  judgeId: ['承办法官', '承办人'],
  creditorName: ['申请执行人', '申请人'],
  creditorKind: ['申请人类型'],
  creditorIdType: ['申请人证件类型'],
  creditorIdNumber: ['申请人证件号码'],
  payeeBankName: ['收款开户行'],
  payeeBankCode: ['收款行号'],
  payeeAccount: ['收款账号'],
  debtorName: ['被执行人'],
  debtorKind: ['被执行人类型'],
  debtorIdType: ['被执行人证件类型'],
  debtorIdNumber: ['被执行人证件号码'],
  title: ['执行依据'],
  principal: ['申请执行金额', '标的金额'],
  doubledInterestWaived: ['放弃加倍利息'],
} as const satisfies Record<string, readonly string[]>;
export type Column = keyof typeof COLUMNS;

const byHeading = new Map<string, Column>(
  (Object.keys(COLUMNS) as Column[]).flatMap((column) =>
    [column, ...COLUMNS[column]].map((heading): [string, Column] => [heading.toLowerCase(), column]),
  ),
);

export function columnOf(heading: string): Column | undefined {
  return byHeading.get(heading.trim().toLowerCase());
}

const words: Record<string, string> = {
  自然人: 'person',
  个人: 'person',
  法人: 'organisation',
  单位: 'organisation',
  组织: 'organisation',
  居民身份证: 'citizen_id',
  身份证: 'citizen_id',
  统一社会信用代码: 'unified_credit_code',
  组织机构代码: 'organisation_code',
  护照: 'passport',
  其他: 'other',
};

/** Kinds and types may be written in Chinese; everything else is left as it is. */
export function plainWord(written: string): string {
  return words[written.trim()] ?? written.trim();
}

export function isYes(written: string): boolean {
  return ['是', '1', 'true', 'yes', 'y'].includes(written.trim().toLowerCase());
}
