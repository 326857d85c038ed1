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
  told_end: Date | null;
  whole_account: boolean;
  book_cap_fen: bigint;
  book_caught_fen: bigint;
  book_deducted_fen: bigint;
  book_state: string;
  book_until: string;
  book_ends_at: Date;
  book_whole: boolean;
}

/**
 * Rebuilds every freeze from its events and compares it with the book, and looks for what the two name. Returns one sentence per freeze that differs.
 */
export async function verifyBook(queryable: Queryable): Promise<{ freezes: number; differences: string[] }> {
  const { rows } = await queryable.query<Row>(
    `select e.freeze_id, e.kind, e.cap_fen, e.caught_fen, e.amount_fen, e.until_date, e.told_end, e.whole_account,
       f.cap_fen as book_cap_fen, f.caught_fen as book_caught_fen, f.deducted_fen as book_deducted_fen, f.state as book_state, f.until_date as book_until,
       f.ends_at as book_ends_at, f.whole_account as book_whole
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
        ...(row.told_end === null ? {} : { endsAt: row.told_end.toISOString() }),
        wholeAccount: row.whole_account,
      })),
    );
    const book = history[0];
    if (book === undefined) continue;
    const inBook = told({
      ...{
        state: book.book_state,
        capFen: book.book_cap_fen,
        caughtFen: book.book_caught_fen,
        deductedFen: book.book_deducted_fen,
      },
      ...{ until: book.book_until, endsAt: book.book_ends_at.toISOString(), wholeAccount: book.book_whole },
    });
    const rebuilt = told(folded);
    if (inBook !== rebuilt) differences.push(`freeze ${id}: the book says ${inBook}; its events say ${rebuilt}`);
  }
  differences.push(...(await ranksLost(queryable)), ...(await namedInVain(queryable)));
  return { freezes: histories.size, differences };
}

/** Freezes that came back after a refused petition stand to each other as they stood when it was accepted (R7.2-6). */
async function ranksLost(queryable: Queryable): Promise<string[]> {
  const { rows } = await queryable.query<{ first: string; second: string }>(
    `with back as (select f.id, f.account_key, f.ranks_from, l.served_at from account_freeze f join lifted_freeze l on l.freeze_id = f.restores)
     select a.id as first, b.id as second from back a join back b on b.account_key = a.account_key and a.served_at < b.served_at
     where a.ranks_from > b.ranks_from order by 1, 2`,
  );
  return rows.map(({ first, second }) => `freeze ${first} came back behind ${second}, which it stood before`);
}

/** Rows the book names and no foreign key looks after (ADR 17): the order of a freeze, its case, its party in that case; the freeze of an event. */
async function namedInVain(queryable: Queryable): Promise<string[]> {
  const { rows } = await queryable.query<{ id: string; missing: string }>(
    `select f.id, concat_ws(', ', case when o.id is null then 'order ' || f.order_id end, case when c.id is null then 'case ' || f.case_id end,
       case when p.id is null then 'party ' || f.party_id end) as missing
     from account_freeze f left join enforcement_order o on o.id = f.order_id left join enforcement_case c on c.id = f.case_id
     left join party p on p.id = f.party_id and p.case_id = f.case_id
     where o.id is null or c.id is null or p.id is null
     union select e.freeze_id, 'row of the book' from freeze_event e left join account_freeze f on f.id = e.freeze_id where f.id is null
     order by 1, 2`,
  );
  return rows.map(({ id, missing }) => `freeze ${id} has no ${missing}`);
}

interface Told {
  readonly state: string;
  readonly capFen: bigint;
  readonly caughtFen: bigint;
  readonly deductedFen: bigint;
  readonly until: string;
  readonly endsAt: string;
  readonly wholeAccount: boolean;
}

function told({ state, capFen, caughtFen, deductedFen, until, endsAt, wholeAccount }: Told): string {
  const cap = wholeAccount ? 'the whole account, holding' : 'cap';
  return `${state} ${cap} ${capFen} caught ${caughtFen} deducted ${deductedFen} until ${until}, ends ${endsAt}`;
}
