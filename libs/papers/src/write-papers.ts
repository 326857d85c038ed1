import { ChakongError } from '#platform/errors.js';
import { type ArticlesInForce, articlesOn } from '#enforcement/articles-in-force.js';
import { type Measure } from '#enforcement/measure.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { type Actor } from '#storage/audit.js';
import { type Queryable } from '#storage/database.js';
import { type CasePapers, casePapers } from '#storage/documents/case-papers.js';
import { fileDocument } from '#storage/documents/documents.js';
import { keepOrderPaper } from '#storage/documents/order-papers.js';
import { type Moment } from '#storage/events.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { type LegalBasis, type OrderCause } from '#storage/orders/place-order.js';
import { type OrderFacts } from './order-facts.js';
import { papersOf, type WrittenPaper } from './order-papers.js';
import { papersFor } from './papers-needed.js';

export interface PaperedOrder {
  readonly caseId: string;
  readonly partyId: string | null;
  readonly measure: Measure;
  readonly cause: OrderCause;
  readonly legalBasis: LegalBasis;
  readonly targets: readonly OrderTarget[];
}

/** What a paper takes from outside its order. */
export interface PaperSources {
  readonly nameOf: (institution: string) => string;
  readonly articles: ArticlesInForce;
}

const ID_NAMES: Readonly<Record<string, string>> = {
  citizen_id: '公民身份号码',
  unified_credit_code: '统一社会信用代码',
  organisation_code: '组织机构代码',
  passport: '护照号码',
  other: '证件号码',
};

/** Writes the papers of an order and keeps none yet. Throws `invalid` where a name has a character no typeface of ours has. */
export async function writePapers(
  tx: Queryable,
  order: PaperedOrder,
  { nameOf, articles }: PaperSources,
  at: Moment,
): Promise<WrittenPaper[]> {
  const needed = papersFor(order.measure);
  if (needed.notice === undefined && needed.ruling === undefined) return [];
  const day = legalDay(at.legal);
  const facts = factsOf(order, await casePapers(tx, order.caseId, order.partyId), day, articlesOn(day, articles));
  return papersOf(facts, needed, nameOf);
}

/** Files papers as documents of the case; `goesAlong` where they were made with their order and their institution is shown them. */
export async function filePapers(
  tx: Queryable,
  order: { readonly id: string; readonly caseId: string },
  papers: readonly WrittenPaper[],
  goesAlong: boolean,
  actor: Actor,
  at: Moment,
): Promise<void> {
  for (const { kind, number, institution, paper } of papers) {
    const { name, content, sm3 } = paper;
    const document = { caseId: order.caseId, kind, number, name, mediaType: 'application/pdf', content, sm3 };
    const { id } = await fileDocument(tx, document, actor, at);
    await keepOrderPaper(tx, { orderId: order.id, documentId: id, institution, goesAlong });
  }
}

function factsOf(
  order: PaperedOrder,
  { debtor, ...ofCase }: CasePapers,
  day: string,
  articles: OrderFacts['articles'],
): OrderFacts {
  if (debtor === undefined) throw new ChakongError('conflict', 'This order names no debtor; its papers cannot be written.');
  return {
    measure: order.measure,
    isExcess: order.cause === 'budget',
    ...ofCase,
    debtor: { name: debtor.name, idName: ID_NAMES[debtor.idType] ?? '证件号码', idNumber: debtor.idNumber },
    rulingNumber: order.legalBasis.rulingNumber,
    noticeNumber: order.legalBasis.noticeNumber,
    officers: order.legalBasis.officers,
    day,
    targets: order.targets,
    articles,
  };
}
