import { dayInFigures, dayInWords } from './chinese-words.js';
import { type OrderFacts, payeeOf, wordsOf } from './order-facts.js';
import { paper, type Paper } from './paper.js';
import { BODY, FLUSH, NUMBER, type Sheet, TITLE } from './sheet.js';

export interface Addressee {
  readonly name: string;
  readonly number: string;
}

/** 协助…通知书 to one institution, which reads of no other's accounts, with the receipt it sends back (R1.2-1 to R1.2-4). */
export function noticePaper(facts: OrderFacts, kind: string, { name, number }: Addressee): Promise<Paper> {
  const { court, caseNumber, debtor, creditors, cause, rulingNumber, officers } = facts;
  return paper(`${kind} ${number}`, facts, (sheet) => {
    sheet.paragraph(court, TITLE);
    sheet.paragraph(kind, TITLE);
    sheet.gap(8);
    sheet.paragraph(number, NUMBER);
    sheet.gap(8);
    sheet.paragraph(`${name}：`, FLUSH);
    const basis = rulingNumber === undefined ? '' : `本院作出的${rulingNumber}执行裁定书已经发生法律效力。`;
    sheet.paragraph(
      `本院在执行${creditors.join('、')}与${debtor.name}${cause}一案（案号${caseNumber}）中，${basis}` +
        `依照${facts.articles[facts.measure === 'seal' ? 'property' : 'deposits']}的规定，请协助执行以下事项：`,
    );
    asks(sheet, facts);
    sheet.paragraph('请将办理结果填写于回执，及时反馈本院。你单位认为本院的要求不符合规定的，可以书面提出异议。', BODY);
    const people = officers.map((one) => `${one.name}（工作证${one.workCard}，执行公务证${one.dutyCard}）`).join('、');
    sheet.seal(court, dayInWords(facts.day), { before: `联系人：${people}。` });
    receipt(sheet, facts, kind, { name, number });
  });
}

function asks(sheet: Sheet, facts: OrderFacts): void {
  const { debtor, measure, targets } = facts;
  sheet.table(
    [
      { head: '被执行人', share: 4 },
      { head: '证件号码', share: 4 },
    ],
    [[debtor.name, `${debtor.idName}\n${debtor.idNumber}`]],
  );
  if (measure === 'inquire') {
    sheet.paragraph('请协助查询上列被执行人在你单位的全部账户、余额、可用余额、在先冻结及其他权利负担，并提供查询结果。');
    return;
  }
  if (measure === 'seal') {
    const rows = targets.map(wordsOf).map(({ account, term }, index) => [String(index + 1), account, term]);
    sheet.table(
      [
        { head: '序号', share: 1, align: 'centre' },
        { head: '不动产单元号、车辆识别代号等', share: 5 },
        { head: '查封期限', share: 3 },
      ],
      rows,
    );
    return;
  }
  const verb = { freeze: '冻结', renew: '继续冻结', release: '解除冻结', deduct: '扣划', pay: '' }[measure];
  const rows = targets
    .map(wordsOf)
    .map(({ account, amount, amountInWords, term }, index) => [
      String(index + 1),
      account,
      amountInWords === '' ? amount : `${amount}\n${amountInWords}`,
      ...(measure === 'freeze' || measure === 'renew' ? [term] : []),
    ]);
  sheet.table(
    [
      { head: '序号', share: 1, align: 'centre' },
      { head: '账号', share: 4 },
      { head: `${verb}金额（人民币元）`, share: 4, align: 'right' },
      ...(measure === 'freeze' || measure === 'renew' ? [{ head: `${verb}期限`, share: 3 }] : []),
    ],
    rows,
  );
  if (measure === 'freeze') {
    sheet.paragraph(
      '存款不足上列金额的，在该金额内对此后存入的款项继续冻结；超出金额的部分不予冻结。冻结期限届满前未办理续行冻结的，冻结效力自行消灭。',
    );
  }
  if (measure === 'freeze' && targets.some(({ task }) => task['wholeAccount'] === true)) {
    sheet.paragraph('冻结金额为“全部”的，冻结该账户全部存款，此后只收不付。');
  }
  if (targets.some(({ task }) => task['inRankOf'] !== undefined)) {
    sheet.paragraph('本次冻结承继原冻结的顺位（破产申请未予受理、驳回或者刑事冻结移送的），不因重新送达而改变。');
  }
  const payee = measure === 'deduct' ? payeeOf(targets) : undefined;
  if (payee !== undefined) {
    sheet.paragraph(`请将扣划款项汇入本院执行款专户：户名${payee.name}，开户行${payee.bankName}，账号${payee.account}。`);
  }
}

function receipt(
  sheet: Sheet,
  { court, debtor, targets, day, measure }: OrderFacts,
  kind: string,
  { name, number }: Addressee,
): void {
  sheet.pageBreak();
  sheet.paragraph(kind, TITLE);
  sheet.paragraph('（回　执）', { ...TITLE, size: 18 });
  sheet.gap(8);
  sheet.paragraph(`${court}：`, FLUSH);
  sheet.paragraph(`你院${dayInFigures(day)}${number}${kind}收悉。对被执行人${debtor.name}，办理结果如下：`);
  const rows = measure === 'inquire' ? [['', '', '', '']] : targets.map((target) => [wordsOf(target).account, '', '', '']);
  sheet.table(
    [
      { head: '账号（财产编号）', share: 4 },
      { head: '实际控制（扣划）金额', share: 3 },
      { head: '超额部分或未能办理的原因', share: 4 },
      { head: '起止时间', share: 3 },
    ],
    rows,
  );
  sheet.seal(name, '　　　　年　　月　　日', { before: '以上办理结果，特此回复。', mark: '（单位印章）' });
}
