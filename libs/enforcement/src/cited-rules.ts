/** What a refusal rests on: the rule by its id (docs/law/rules.yaml) and its article as Chinese papers write it. */
export interface Citation {
  readonly rule: string;
  readonly article: string;
}

/** The rules a refusal names; （推导） where the article carries a rule that no article spells out. Rules of exempt money carry their authority in config/law/exempt-accounts.yaml instead. */
export const ARTICLES = {
  'R1.1-1': '民事诉讼法第253条',
  'R1.2-1': '法释〔2013〕20号第3条',
  'R1.2-2': '法释〔2013〕20号第3条',
  'R1.2-3': '法释〔2013〕20号第3条',
  'R1.2-4': '法释〔2013〕20号第3、9条',
  'R1.2-7': '法释〔2013〕20号第2条（实务从严）',
  'R1.3-3': '法释〔2013〕20号第6条',
  'R1.5-13': '网络执行查控接口（实务）',
  'R1.7-5': '财产保全规定第15条第3款',
  'R1.9-1': '法〔2018〕64号',
  'R2.1-1': '民诉法解释第485条',
  'R2.1-2': '民诉法解释第485条',
  'R2.1-3': '民诉法解释第485条',
  'R2.1-4': '查封扣押冻结规定第27条',
  'R2.1-7': '财产保全规定第17条',
  'R2.3-7': '查封扣押冻结规定第26条（推导）',
  'R2.4-1': '查封扣押冻结规定第19条',
  'R2.4-3': '法发〔2021〕9号第2条',
  'R2.4-5': '查封扣押冻结规定第19条（推导）',
  'R3-24': '查封扣押冻结规定第3条第2项；民事诉讼法第254条',
  'R2.1-9': '法释〔2014〕13号第5条',
  'R7.1-2': '法释〔2013〕20号第7、8条',
  'R7.2-6': '企业破产法第19条；破产法解释二第5、8条',
} as const;
export type CitedRule = keyof typeof ARTICLES;

export function cited(rule: CitedRule): Citation {
  return { rule, article: ARTICLES[rule] };
}
