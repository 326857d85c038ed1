import { fenOf, formatYuan, sumFen } from '#enforcement/money.js';
import { dayInWords, grouped, yuanInWords } from './chinese-words.js';
import { type OrderFacts } from './order-facts.js';
import { paper, type Paper } from './paper.js';
import { FLUSH, NUMBER, TITLE } from './sheet.js';

/** What the measure rests on, by the numbers of the paper's day. */
function articlesOf({ measure, articles, isExcess }: OrderFacts): string {
  switch (measure) {
    case 'release':
      return articles[isExcess ? 'excess' : 'release'];
    case 'seal':
      return `${articles.property}、${articles.terms}`;
    case 'freeze':
    case 'renew':
      return `${articles.deposits}、${articles.terms}`;
    case 'deduct':
    case 'inquire':
    case 'pay':
      return articles.deposits;
  }
}

/** Where one target takes all there is, a sum of the others would say too little: the notices say which account and how much. */
function moneyOf(targets: OrderFacts['targets']): string {
  const amounts = targets.map(({ task }) => task['amountFen']);
  if (!amounts.every((amount) => typeof amount === 'string')) return '（账号详见协助执行通知书）';
  const total = sumFen(amounts.map(fenOf));
  return `人民币${grouped(formatYuan(total))}元（${yuanInWords(total)}）`;
}

/** 执行裁定书: the authority for a measure that touches property (R1.1-1, R7.1-4). A draft until the judge has signed and the court sealed it. */
export function rulingPaper(facts: OrderFacts, act: string): Promise<Paper> {
  const { court, caseNumber, debtor, creditors, cause, title, measure, day, targets, judge, officers } = facts;
  const number = facts.rulingNumber ?? caseNumber;
  const object = measure === 'seal' ? '名下的财产（详见协助执行通知书）' : `在金融机构的存款${moneyOf(targets)}`;
  const because = facts.isExcess
    ? '已控制的财产超出执行标的额，超出部分应当及时解除。'
    : measure === 'release'
      ? '采取了冻结措施，现应当解除。'
      : '责令被执行人履行生效法律文书确定的义务，但被执行人至今未全部履行。';
  return paper(`执行裁定书 ${number}`, facts, (sheet) => {
    sheet.paragraph(court, TITLE);
    sheet.paragraph('执 行 裁 定 书', TITLE);
    sheet.gap(8);
    sheet.paragraph(number, NUMBER);
    sheet.gap(8);
    sheet.paragraph(`申请执行人：${creditors.join('、')}。`);
    sheet.paragraph(`被执行人：${debtor.name}，${debtor.idName}${debtor.idNumber}。`);
    sheet.paragraph(
      `本院在执行申请执行人${creditors.join('、')}与被执行人${debtor.name}${cause}一案（案号${caseNumber}）中，` +
        `依据已经发生法律效力的${title}，${because}依照${articlesOf(facts)}的规定，裁定如下：`,
    );
    sheet.paragraph(
      measure === 'release' ? `解除对被执行人${debtor.name}${object}的冻结。` : `${act}被执行人${debtor.name}${object}。`,
    );
    sheet.paragraph('本裁定立即执行。');
    const clerk = officers.find(({ name }) => name !== judge)?.name;
    sheet.paragraph(`审判员　　${judge}`, { ...FLUSH, align: 'right' });
    sheet.seal(court, dayInWords(day), { before: '', after: clerk === undefined ? undefined : `书记员　　${clerk}` });
  });
}
