import { excessesAtBanks, excessesOfBook } from './excesses.mjs';

/** The budget of every case: caps against the debt, and a record for every fen held above it (R2.4-1, R2.4-5). */
export function checkBudget({ tables, banks }, promises) {
  const books = tables.cases.map((one) => bookOf(one, tables));
  checkCaps(books, promises);
  checkOpenCaps(books, promises);
  checkEnd(books, banks, promises);
  checkRecords(books, tables, promises);
  promises.keep(
    'every excess our book has shown is on record, with its most',
    books.reduce((sum, { events }) => sum + events.length, 0),
    books.flatMap((book) =>
      excessesOfBook(book)
        .filter(({ record, lasting }) => record === undefined && lasting > 0n)
        .map((one) => told(book, one)),
    ),
  );
  promises.keep(
    'an excess is laid to a fallen debt only where the caps never went beyond the debt',
    tables.excesses.length,
    books.flatMap((book) =>
      excessesOfBook(book)
        .filter(({ record, causes }) => record !== undefined && !causes.has(record.cause))
        .map((one) => told(book, one)),
    ),
  );
  const atBanks = books.flatMap((book) => excessesAtBanks(book, banks).map((one) => ({ book, ...one })));
  promises.keep(
    'every excess in the ledgers of the banks is on record, or was over before any bank told us',
    atBanks.length,
    atBanks.filter(({ record, wasTold }) => !record && wasTold).map(({ book, ...one }) => told(book, one)),
  );
}

/** What the tables say of one case. */
function bookOf(one, tables) {
  const of = (rows) => rows.filter(({ case_id: id }) => id === one.id);
  const freezes = of(tables.freezes).filter(({ kind }) => kind === 'account');
  const deducted = sum(of(tables.deductions), 'amount_fen');
  const paid = sum(of(tables.claims), 'paid_fen');
  const target = BigInt(one.target_fen);
  const spent = deducted > paid ? deducted : paid;
  const orders = of(tables.orders);
  // The reason of a freeze is that of its fan-out; it stands in the audit.
  const reasoned = new Set(
    of(tables.audit).flatMap(({ act, reason, subject_id: id }) => (act === 'place_order' && reason ? [id] : [])),
  );
  return {
    id: one.id,
    target,
    stillFen: target > spent ? target - spent : 0n,
    deducted,
    freezes,
    active: freezes.filter(({ state }) => state === 'active'),
    orders,
    events: bookedOf(one.id, tables),
    parts: of(tables.partPayments).map((part) => ({ ...part, kind: 'part_payment', booked_at: part.noted_at.getTime() })),
    deductions: of(tables.deductions),
    records: of(tables.excesses),
    kept: of(tables.kept),
    hasFanOut: orders.some(({ id, measure }) => measure === 'freeze' && reasoned.has(id)),
  };
}

/** The lines of the book with the time of this machine at which each was booked: its event was written along with it. */
function bookedOf(caseId, { freezeEvents, events }) {
  const kinds = new Set(['freeze.frozen', 'freeze.changed', 'freeze.ended']);
  const written = Map.groupBy(
    events.filter(({ case_id: id, kind }) => id === caseId && kinds.has(kind)),
    ({ subject_id: freeze }) => freeze,
  );
  return freezeEvents
    .filter(({ case_id: id }) => id === caseId)
    .map((line) => ({ ...line, booked_at: written.get(line.freeze_id).shift().at.getTime() }));
}

function checkCaps(books, promises) {
  promises.keep(
    'all caps of a case together are at most its debt, save where the judge chose otherwise',
    books.length,
    books
      .filter(({ hasFanOut, active, deducted, target }) => !hasFanOut && sum(active, 'cap_fen') + deducted > target)
      .map(({ id, active, deducted, target }) => ({
        case: id,
        caps: `${sum(active, 'cap_fen')}`,
        deducted: `${deducted}`,
        target: `${target}`,
      })),
  );
  promises.keep(
    'no cap alone is above the debt',
    books.length,
    books.flatMap(({ id, active, target }) =>
      active.filter(({ cap_fen: cap }) => BigInt(cap) > target).map((row) => ({ case: id, request: row.id })),
    ),
  );
}

/** When the debt is caught, every open cap goes: what stays has its reason on record, or the approver has said no. */
function checkOpenCaps(books, promises) {
  const full = books.filter(({ active, stillFen }) => sum(active, 'caught_fen') >= stillFen);
  promises.keep(
    'where the debt is caught no cap stays open and nothing above it stays caught, but for a reason on record',
    full.length,
    full.flatMap(({ id, active, stillFen, kept, orders }) => {
      const excess = sum(active, 'caught_fen') - stillFen;
      const open = active.filter(({ cap_fen: cap, caught_fen: caught }) => BigInt(cap) > BigInt(caught));
      const left = new Set((kept.at(-1)?.data.left ?? []).map(({ freezeId }) => freezeId));
      const refused = orders.some(({ cause, state }) => cause === 'budget' && state === 'rejected');
      const unexplained = open.filter((row) => !left.has(row.id));
      if (refused || (unexplained.length === 0 && (excess === 0n || left.size > 0))) return [];
      return [
        {
          case: id,
          request: (unexplained[0] ?? active[0])?.id,
          open: unexplained.length,
          excess: `${excess}`,
          still: `${stillFen}`,
        },
      ];
    }),
  );
}

/** At the end the ledgers themselves say what is caught. */
function checkEnd(books, banks, promises) {
  promises.keep(
    'what a case holds above its debt at the banks is its open record, and nothing else is open',
    books.length,
    books.flatMap(({ id, freezes, stillFen, records }) => {
      const caught = freezes.reduce((total, row) => total + (banks.freezes.get(row.id)?.caught ?? 0n), 0n);
      const excess = caught > stillFen ? caught - stillFen : 0n;
      const open = records.find(({ to_at: to }) => to === null);
      const agrees = excess === 0n ? open === undefined : open !== undefined && BigInt(open.amount_fen) >= excess;
      return agrees ? [] : [{ case: id, caught: `${caught}`, still: `${stillFen}`, record: open?.id ?? 'none' }];
    }),
  );
}

function checkRecords(books, tables, promises) {
  const orders = new Map(tables.orders.map((row) => [row.id, row]));
  promises.keep(
    'every record of excess has beginning, end, amount and cause, and its release order where one was drafted',
    tables.excesses.length,
    books.flatMap((book) =>
      book.records
        .filter(({ from_at: from, to_at: to, amount_fen: amount, release_order_id: id }) => {
          const order = orders.get(id);
          const isOrder =
            id === null ? !draftedMeanwhile(book, from, to) : order?.measure === 'release' && order.case_id === book.id;
          return !(isOrder && BigInt(amount) > 0n && (to === null || to >= from));
        })
        .map((row) => ({ case: book.id, record: row.id, order: row.release_order_id })),
    ),
  );
}

/** A draft for what is caught above the debt, not one that only cuts open caps. */
function draftedMeanwhile({ kept }, from, to) {
  return kept.some(
    ({ legal_at: legal, data }) =>
      BigInt(data.surplusFen) > 0n && data.releaseOrderIds.length > 0 && legal >= from && (to === null || legal <= to),
  );
}

const told = ({ id }, { from, to, most, record }) => ({
  case: id,
  from: new Date(from).toISOString(),
  to: Number.isFinite(to) ? new Date(to).toISOString() : 'open',
  most: `${most}`,
  record: record ? `${record.amount_fen} since ${record.from_at.toISOString()}` : 'none',
});
const sum = (rows, column) => rows.reduce((total, row) => total + BigInt(row[column]), 0n);
