import { type Bank } from './bank/bank.js';
import { type Account, extent } from './bank/books.js';
import { formatYuan } from './money.js';
import { type Registry } from './registry/registry.js';
import { type World } from './world.js';

/** What the books say now: for people and checkers; the ledger file itself is the evidence. */
export function bankLedger(bank: Bank, only: string | null) {
  const accounts = [...bank.books.accounts.values()].filter((account) => only === null || account.account === only);
  return {
    code: bank.options.code,
    accounts: accounts.map((account) => describe(bank, account)),
    inTransit: [...bank.books.inTransit.values()],
    watches: Object.fromEntries(bank.books.watches),
    undelivered: bank.undelivered.size,
    maxInFlight: bank.tallies.maxInFlight,
  };
}

export function registryLedger(registry: Registry) {
  return {
    code: registry.options.code,
    titles: [...registry.register.titles.values()],
    seals: [...registry.register.seals.values()],
    undelivered: registry.undelivered.size,
    maxInFlight: registry.tallies.maxInFlight,
  };
}

export function requestTallies(world: World, only: string | null) {
  const asked = [...world.institutions.values()].filter((one) => only === null || one.options.code === only);
  return asked.flatMap((one) => one.tallies.all().map((tally) => ({ institution: one.options.code, ...tally })));
}

function describe(bank: Bank, account: Account) {
  const caught = new Map(bank.books.allocations(account).map((entry) => [entry.freeze.reference, entry.caughtFen]));
  const all = [...bank.books.freezes.values()].filter((freeze) => freeze.account === account.account);
  return {
    account: account.account,
    owner: bank.books.customers.get(account.customerId)?.name,
    class: account.class,
    balance: formatYuan(account.balanceFen),
    available: formatYuan(bank.books.availableFen(account)),
    freezes: all.map((freeze) => {
      const caughtFen = caught.get(freeze.reference) ?? 0n;
      const { reference, from, until, authority, documentNumber, ended } = freeze;
      const figures = extent(freeze.cap, caughtFen);
      return {
        reference,
        rank: account.freezes.indexOf(freeze) + 1,
        ...figures,
        from,
        until,
        authority,
        documentNumber,
        ...(ended !== undefined && { ended }),
      };
    }),
    lines: account.lines.map(({ number, amountFen, balanceAfterFen, ...line }) => ({
      lineId: `L${number}`,
      ...line,
      amount: formatYuan(amountFen),
      balanceAfter: formatYuan(balanceAfterFen),
    })),
  };
}
