import { foldFreeze, type FreezeEntry } from '#enforcement/freeze-book.js';
import { fenOf } from '#enforcement/money.js';
import { type Queryable } from '../database.js';

interface Row {
  freeze_id: string;
  kind: FreezeEntry['kind'];
  cap_fen: bigint;
  caught_fen: bigint;
  amount_fen: bigint;
  until_date: string;
  book_cap_fen: bigint;
  book_caught_fen: bigint;
  book_deducted_fen: bigint;
  book_state: string;
  book_until: string;
}

/** Rebuilds every freeze from its events and compares it with the book. Returns one sentence per freeze that differs. */
export async function verifyBook(queryable: Queryable): Promise<{ freezes: number; differences: string[] }> {
  const { rows } = await queryable.query<Row>(
    `select e.freeze_id, e.kind, e.cap_fen, e.caught_fen, e.amount_fen, e.until_date,
       f.cap_fen as book_cap_fen, f.caught_fen as book_caught_fen, f.deducted_fen as book_deducted_fen, f.state as book_state, f.until_date as book_until
     from freeze_event e join account_freeze f on f.id = e.freeze_id order by e.freeze_id, e.id`,
  );
  const histories = new Map<string, Row[]>();
  for (const row of rows) histories.set(row.freeze_id, [...(histories.get(row.freeze_id) ?? []), row]);
  const differences: string[] = [];
  for (const [id, history] of histories) {
    const folded = foldFreeze(
      history.map((row) => ({
        kind: row.kind,
        capFen: fenOf(row.cap_fen),
        caughtFen: fenOf(row.caught_fen),
        amountFen: fenOf(row.amount_fen),
        until: row.until_date,
      })),
    );
    const book = history[0];
    if (book === undefined) continue;
    const inBook = `${book.book_state} cap ${book.book_cap_fen} caught ${book.book_caught_fen} deducted ${book.book_deducted_fen} until ${book.book_until}`;
    const rebuilt = `${folded.state} cap ${folded.capFen} caught ${folded.caughtFen} deducted ${folded.deductedFen} until ${folded.until}`;
    if (inBook !== rebuilt) differences.push(`freeze ${id}: the book says ${inBook}; its events say ${rebuilt}`);
  }
  return { freezes: histories.size, differences };
}
