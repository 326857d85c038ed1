import { ChakongError } from '#platform/errors.js';
import { placeOrder } from '#storage/orders/place-order.js';
import { numbered } from './paper-numbers.js';
import { filePapers, type PaperSources, writePapers } from './write-papers.js';

/** Places an order with the papers it needs (R1.2-1 to R1.2-4, R1.2-7), written, numbered and filed in the same transaction. */
export function placeWithPapers(sources: PaperSources): typeof placeOrder {
  return async (tx, order, actor, at) => {
    const papered = { ...order, legalBasis: await numbered(tx, order) };
    // written before anything is: a paper that cannot be written leaves nothing behind
    const papers = await writePapers(tx, papered, sources, at);
    const id = await placeOrder(tx, papered, actor, at);
    await filePapers(tx, { id, caseId: order.caseId }, papers, true, actor, at);
    return id;
  };
}

/**
 * A release no person has drafted gets its own ruling and notice instead of those of the freeze it ends (R1.2-3). Where they cannot be written
 * it keeps the basis it was given: money held too long is worse than a ruling that is written by hand.
 */
export function placeWithItsOwnPapers(sources: PaperSources): typeof placeOrder {
  const place = placeWithPapers(sources);
  return async (tx, order, actor, at) => {
    try {
      const legalBasis = { noticeNumber: '', documentIds: [], officers: order.legalBasis.officers };
      return await place(tx, { ...order, legalBasis }, actor, at);
    } catch (error) {
      if (!(error instanceof ChakongError)) throw error;
      return placeOrder(tx, order, actor, at);
    }
  };
}
