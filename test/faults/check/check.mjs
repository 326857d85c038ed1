import { checkAccounts } from './accounts.mjs';
import { checkBooks } from './books.mjs';
import { checkCourt } from './court-side.mjs';
import { Explanations } from './explanations.mjs';
import { checkInFlight } from './in-flight.mjs';
import { readActs } from './ledger-acts.mjs';
import { checkMoney } from './money.mjs';
import { checkOutcomes } from './outcomes.mjs';
import { readTables } from './our-tables.mjs';
import { Promises } from './promises.mjs';

/** Holds the institutions' ledgers and our tables against each other when everything has come to rest. */
export async function check(house, { court, rest, crowd, pulse, strikes }) {
  const tables = await readTables(house);
  const ledgers = await readActs(house.ledgerFolder);
  const theirs = [...ledgers].flatMap(([institution, { requests }]) =>
    [...requests.values()].map((request) => ({ institution, ...request })),
  );
  const explanations = new Explanations(tables, ledgers);
  const facts = { house, tables, ledgers, theirs, explanations, court, rest, crowd, pulse, strikes };
  const promises = new Promises();
  for (const part of [checkOutcomes, checkAccounts, checkInFlight, checkCourt]) part(facts, promises);
  checkMoney(facts, promises);
  await checkBooks(facts, promises);
  return { promises, facts };
}
