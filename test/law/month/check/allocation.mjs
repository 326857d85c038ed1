import { isOurs } from './replay.mjs';

/** The book against the accounts of the banks, reckoned anew from their ledgers: every freeze, every fen. */
export function checkAllocation({ tables, banks, explanations }, promises) {
  const ours = tables.freezes.filter(({ kind }) => kind === 'account');
  promises.keep(
    'on no account more is caught than lies on it, and no cap catches more than itself',
    banks.accounts.size,
    [...banks.accounts.values()].flatMap(({ institution, number, balance, freezes }) => {
      const caught = freezes.reduce((sum, one) => sum + one.caught, 0n);
      return caught <= balance && freezes.every((one) => one.caught <= one.cap)
        ? []
        : [{ institution, account: number, balance: `${balance}`, caught: `${caught}` }];
    }),
  );
  promises.keep(
    'what each of our freezes has caught is what its rank on the account gives it, to the fen',
    ours.length,
    ours.flatMap(({ id, institution, caught_fen: book }) => {
      const bank = banks.freezes.get(id);
      return bank === undefined || explanations.liedAbout(id) || bank.caught === BigInt(book)
        ? []
        : [{ request: id, institution, bank: `${bank.caught}`, book: `${book}` }];
    }),
  );
  const active = [...banks.freezes.values()].filter(({ reference, ended }) => isOurs(reference) && ended === undefined);
  promises.keep(
    'no money is caught at a bank for a freeze our book calls ended',
    active.length,
    active
      .filter(({ reference }) => ours.find(({ id }) => id === reference)?.state !== 'active')
      .map(({ reference, institution, caught }) => ({ request: reference, institution, caught: `${caught}` })),
  );
}
