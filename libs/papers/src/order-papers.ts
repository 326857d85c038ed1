import { type Paper } from './paper.js';
import { cardsPaper } from './cards-paper.js';
import { countInWords } from './chinese-words.js';
import { noticePaper } from './notice-paper.js';
import { type OrderFacts } from './order-facts.js';
import { type NeededPapers } from './papers-needed.js';
import { rulingPaper } from './ruling-paper.js';

export interface WrittenPaper {
  readonly kind: 'ruling' | 'notice' | 'officer_card';
  readonly number: string;
  readonly institution?: string | undefined;
  readonly paper: Paper;
}

/** Writes what an order goes out with: one ruling, one page of cards, and to each institution a notice of its own accounts alone. */
export async function papersOf(
  facts: OrderFacts,
  needed: NeededPapers,
  nameOf: (institution: string) => string,
): Promise<WrittenPaper[]> {
  const written: WrittenPaper[] = [];
  if (needed.ruling !== undefined) {
    const number = facts.rulingNumber ?? facts.caseNumber;
    written.push({ kind: 'ruling', number, paper: await rulingPaper(facts, needed.ruling) });
  }
  if (needed.cards && facts.officers.length > 0) {
    written.push({ kind: 'officer_card', number: facts.noticeNumber, paper: await cardsPaper(facts, facts.noticeNumber) });
  }
  if (needed.notice === undefined) return written;
  const byInstitution = [...Map.groupBy(facts.targets, ({ institution }) => institution)];
  for (const [index, [institution, targets]] of byInstitution.entries()) {
    const number = byInstitution.length === 1 ? facts.noticeNumber : partNumber(facts.noticeNumber, index + 1);
    const paper = await noticePaper({ ...facts, targets }, needed.notice, { name: nameOf(institution), number });
    written.push({ kind: 'notice', number, institution, paper });
  }
  return written;
}

/** Several notices under one number are told apart as courts do it: 之一, 之二; a number that has such a part already gets -1, -2. */
function partNumber(number: string, part: number): string {
  return /之[一二三四五六七八九十百零]+$/.test(number) ? `${number}-${part}` : `${number}之${countInWords(part)}`;
}
