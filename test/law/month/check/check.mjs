import { checkAccounts } from '../../../faults/check/accounts.mjs';
import { checkBooks } from '../../../faults/check/books.mjs';
import { checkCourt } from '../../../faults/check/court-side.mjs';
import { Explanations } from '../../../faults/check/explanations.mjs';
import { checkInFlight } from '../../../faults/check/in-flight.mjs';
import { readActs } from '../../../faults/check/ledger-acts.mjs';
import { checkMoney } from '../../../faults/check/money.mjs';
import { checkOutcomes } from '../../../faults/check/outcomes.mjs';
import { readTables } from '../../../faults/check/our-tables.mjs';
import { Promises } from '../../../faults/check/promises.mjs';
import { checkAllocation } from './allocation.mjs';
import { checkBudget } from './budget.mjs';
import { checkFund } from './fund.mjs';
import { replay } from './replay.mjs';
import { verifyBook } from './verify-book.mjs';

/** Ledgers, book and budget of the month held together; what the runs of faults promise is promised here too. */
export async function check(house, { court, rest, crowd, pulse, strikes, district }) {
  const tables = await readTables(house);
  tables.cases = await house.ask('select * from enforcement_case order by id');
  tables.parties = await house.ask('select case_id, role, id_number from party');
  tables.kept = await house.ask(`select case_id, legal_at, data from event where kind = 'budget.kept' order by id`);
  tables.excesses = await house.ask('select * from budget_excess order by from_at, id');
  const ledgers = await readActs(house.ledgerFolder);
  const theirs = [...ledgers].flatMap(([institution, { requests }]) =>
    [...requests.values()].map((request) => ({ institution, ...request })),
  );
  const facts = {
    house,
    tables,
    ledgers,
    theirs,
    explanations: new Explanations(tables, ledgers),
    court,
    rest,
    crowd,
    pulse,
    strikes,
  };
  const promises = new Promises();
  for (const part of [checkOutcomes, checkAccounts, checkInFlight, checkCourt, checkMoney]) part(facts, promises);
  await checkBooks(facts, promises);
  const banks = replay(ledgers);
  checkAllocation({ ...facts, banks }, promises);
  checkFund({ ...facts, banks }, promises);
  checkBudget({ ...facts, banks }, promises);
  await verifyBook(house, promises);
  return { promises, facts, banks, district };
}
