const fundAccount = 'ccb 45050161381309000015';

/** The court's own account: what came in for the cases, less what was paid out, is what lies there. */
export function checkFund({ tables, banks }, promises) {
  const received = sum(tables.deductions.map(({ received_fen: amount }) => BigInt(amount)));
  const paid = sum(tables.payments.filter(({ state }) => state === 'paid').map(({ amount_fen: amount }) => BigInt(amount)));
  const balance = banks.accounts.get(fundAccount)?.balance ?? 0n;
  promises.keep(
    'on the fund account lies what was received less what was paid, to the fen',
    1,
    balance === received - paid ? [] : [{ received: `${received}`, paid: `${paid}`, balance: `${balance}` }],
  );
  const freezes = new Map(tables.freezes.map((row) => [row.id, row]));
  const taken = Map.groupBy(tables.deductions, ({ freeze_id: id }) => id);
  promises.keep(
    'what was deducted out of each freeze is what left its account',
    freezes.size,
    [...freezes.values()]
      .filter(({ id, deducted_fen: book }) => BigInt(book) !== sum((taken.get(id) ?? []).map((row) => BigInt(row.amount_fen))))
      .map(({ id, deducted_fen: book }) => ({ request: id, book: `${book}` })),
  );
}

const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);
