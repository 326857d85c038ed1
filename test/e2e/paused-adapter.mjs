// A process of the adapters is stopped (SIGSTOP) past its lease in the middle of freezes, another takes over, then it goes on (SIGCONT):
// no freeze happens twice at any bank. Both replicas have their turn.
//   node test/e2e/paused-adapter.mjs [--cases 20]
import { setTimeout as sleep } from 'node:timers/promises';
import { count, e2eHouse } from './harness/command.mjs';
import { elevenMonths, keepReviewing, placeFreezeOrder } from './harness/freeze-orders.mjs';
import { openRequests, watchRequests } from './harness/progress.mjs';
import { customer, sampleCase } from './harness/sample-cases.mjs';
import { printTable, Verdict } from './harness/verdict.mjs';

const options = { cases: { type: 'string', default: '20' } };
// Slow banks keep many freezes under way when a process stops; below the time-out of an answer.
const slowMs = 8_000;
// Early, the stopped one's messages reach another process while they may still be sent; late, when the time to send them is over.
const rounds = [
  { process: 'adapters-banks-1', afterMs: 0 },
  { process: 'adapters-banks-2', afterMs: 5_000 },
];
const marginMs = 10_000;

await e2eHouse(import.meta, 'paused-adapter', options, async (house, flags) => {
  const banks = (await house.api.institutions('freeze')).map(({ code }) => code);
  const verdict = new Verdict();
  const told = [];
  for (const [number, round] of rounds.entries()) {
    const bodies = Array.from({ length: count(flags.cases) }, (_, index) => sampleCase(number * 10_000 + index + 1));
    const orders = await placeOrders(house, bodies, banks);
    console.log(`${orders.length} orders to freeze ${orders.length * banks.length} accounts at ${banks.length} banks are placed`);
    const facts = await pauseInTheMiddle(house, orders, banks, round);
    verdict.check(`${round.process}: freezes under way when it stopped`, facts.intents, 'some', facts.intents > 0);
    verdict.check(
      `${round.process}: freezes that ended while it stood`,
      facts.open - facts.openAfter,
      'some',
      facts.openAfter < facts.open,
    );
    verdict.check(`${round.process}: it went on itself, nothing took its place`, facts.sameProcess, true);
    verdict.check(`${round.process}: everything final within the patience of this script`, facts.finished, true);
    told.push({ ...round, ...facts });
  }
  const expected = rounds.length * count(flags.cases) * banks.length;
  const { checkLedgers } = await import('./harness/ledger-check.mjs');
  const figures = await checkLedgers({ ...house, ledgerFolder: house.ledgerFolder, expectedRequests: expected }, verdict);
  const { rows } = await house.database.query(`select count(*)::int as executed from request where state = 'executed'`);
  verdict.check('freezes executed', rows[0].executed, expected);
  printTable('Exchange journal', [['line', 'lines'], ...figures.journal.map(({ line, lines }) => [line, lines])]);
  printTable('Silences recorded', [
    ['reached', 'cause', 'times'],
    ...figures.silences.map(({ reached, cause, times }) => [reached, cause, times]),
  ]);
  printTable('Stopped processes', [
    ['process', 'open then', 'without an outcome', 'stopped, s', 'open when it went on', 'all final after, s'],
    ...told.map((one) => [one.process, one.open, one.intents, one.pausedSeconds, one.openAfter, one.seconds]),
  ]);
  printTable('Figures', [
    ['', ''],
    ['freezes', expected],
    ['freezes the banks received at a later attempt', figures.laterAttempts],
    ['freezes a bank turned away (too late, busy)', figures.turnedAway],
  ]);
  return verdict.print();
});

async function pauseInTheMiddle(house, orders, banks, { process: name, afterMs }) {
  for (const bank of banks) await house.simulator.setFault(bank, 'slow', { delayMs: slowMs });
  const reviewing = new AbortController();
  void keepReviewing(house.simulator, 'gxrcu', reviewing.signal);
  const started = performance.now();
  for (const id of orders) await house.api.post('approver-lu', `/orders/${id}/approval`, {});
  const busy = async () => (await underWay(house)) >= banks.length;
  await watchRequests(house.database, { everyMs: 100, patienceMs: 60_000, isReached: busy });
  await sleep(afterMs);
  const { pid } = house.processes()[name];
  process.kill(pid, 'SIGSTOP');
  const open = await openRequests(house.database);
  const intents = await underWay(house);
  console.log(`  ${name} (${pid}) stopped; of ${open} open freezes ${intents} are at the banks without an outcome`);
  const stopped = performance.now();
  await sleep(slowMs);
  for (const bank of banks) await house.simulator.setFault(bank, 'none');
  await sleep((await longestLeaseMs(house)) + marginMs - slowMs);
  const openAfter = await openRequests(house.database);
  process.kill(pid, 'SIGCONT');
  const pausedSeconds = Math.round((performance.now() - stopped) / 1000);
  console.log(`  ${name} goes on after ${pausedSeconds} s; ${openAfter} requests are open`);
  const finished = await watchRequests(house.database, {});
  reviewing.abort();
  // What it still has to say is said now, late; it must change nothing.
  await sleep(marginMs);
  const sameProcess = house.processes()[name].pid === pid;
  return {
    open,
    intents,
    openAfter,
    pausedSeconds,
    finished,
    sameProcess,
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

/** Every debtor has an account at every bank; all of them are to be frozen by one order of the case. */
async function placeOrders(house, bodies, banks) {
  const term = await elevenMonths(house.api);
  const serialOf = ({ caseNumber }) => /执(\d+)号/.exec(caseNumber)[1].padStart(8, '0');
  const number = (place, body) => `6228${String(place).padStart(2, '0')}${serialOf(body)}1`;
  for (const [place, bank] of banks.entries())
    await house.simulator.addCustomers(
      bank,
      bodies.map((body) => customer(body, number(place, body), '800.00')),
    );
  const orders = [];
  for (const body of bodies) {
    const accounts = banks.map((institution, place) => ({ institution, account: number(place, body), amount: '1000.00' }));
    orders.push(await placeFreezeOrder(house.api, body, accounts, term));
  }
  return orders;
}

/** Freezes a process has taken upon itself to send whose outcome it has not written down. */
async function underWay(house) {
  const { rows } = await house.database.query(
    `select count(*)::int as intents from exchange.journal where kind = 'intent' and outcome is null`,
  );
  return rows[0].intents;
}

async function longestLeaseMs(house) {
  const { rows } = await house.database.query('select max(lease_ms)::int as lease from institution_flow');
  return rows[0].lease;
}
