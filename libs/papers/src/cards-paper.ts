import { dayInWords } from './chinese-words.js';
import { type OrderFacts } from './order-facts.js';
import { paper, type Paper } from './paper.js';
import { BODY, NUMBER, TITLE } from './sheet.js';

/** The officers' work and duty cards, both officers always: banks refuse a request without them (R1.2-6, R1.2-7). */
export function cardsPaper(facts: OrderFacts, number: string): Promise<Paper> {
  return paper(`执行人员证件 ${number}`, facts, (sheet) => {
    sheet.paragraph(facts.court, TITLE);
    sheet.paragraph('执行人员证件', TITLE);
    sheet.gap(8);
    sheet.paragraph(number, NUMBER);
    sheet.gap(8);
    sheet.paragraph(`下列人员系本院执行人员，持工作证、执行公务证办理${facts.caseNumber}一案的执行事项。`, BODY);
    sheet.table(
      [
        { head: '姓名', share: 3, align: 'centre' },
        { head: '工作证编号', share: 4, align: 'centre' },
        { head: '执行公务证编号', share: 4, align: 'centre' },
      ],
      facts.officers.map(({ name, workCard, dutyCard }) => [name, workCard, dutyCard]),
    );
    sheet.paragraph('证件影像：', BODY);
    sheet.frames(facts.officers.flatMap(({ name }) => [`${name} 工作证`, `${name} 执行公务证`]));
    sheet.seal(facts.court, dayInWords(facts.day), { before: '' });
  });
}
