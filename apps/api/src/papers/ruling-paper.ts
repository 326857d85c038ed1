import { fenOf, formatYuan, sumFen } from '#enforcement/money.js';
import { dayInWords, grouped, yuanInWords } from './chinese-words.js';
import { type OrderFacts } from './order-facts.js';
import { paper, type Paper } from './paper.js';
import { FLUSH, NUMBER, TITLE } from './sheet.js';

const ARTICLES = {
  money: '《中华人民共和国民事诉讼法》第二百五十三条，《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十五条',
  release: '《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十八条',
} as const;

/** 执行裁定书: the authority for a measure that touches property (R1.1-1, R7.1-4). A draft until the judge has signed and the court sealed it. */
export function rulingPaper(facts: OrderFacts, act: string): Promise<Paper> {
  const { court, caseNumber, debtor, creditors, cause, title, measure, day, targets, judge, officers } = facts;
  const number = facts.rulingNumber ?? caseNumber;
  const amount = sumFen(targets.flatMap(({ task }) => (typeof task['amountFen'] === 'string' ? [fenOf(task['amountFen'])] : [])));
  const money = amount === 0n ? '' : `人民币${grouped(formatYuan(amount))}元（${yuanInWords(amount)}）`;
  const object = measure === 'seal' ? '名下的财产（详见协助执行通知书）' : `在金融机构的存款${money}`;
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
        `依据已经发生法律效力的${title}，责令被执行人履行生效法律文书确定的义务，但被执行人至今未全部履行。` +
        `依照${measure === 'release' ? ARTICLES.release : ARTICLES.money}的规定，裁定如下：`,
    );
    sheet.paragraph(`${act}被执行人${debtor.name}${object}。`);
    sheet.paragraph('本裁定立即执行。');
    const clerk = officers.find(({ name }) => name !== judge)?.name;
    sheet.paragraph(`审判员　　${judge}`, { ...FLUSH, align: 'right' });
    sheet.seal(court, dayInWords(day), { before: '', after: clerk === undefined ? undefined : `书记员　　${clerk}` });
  });
}
