// Thousands of cases are inquired at all institutions while each service in turn gets kill -9: every request has exactly one final outcome.
//   node test/e2e/kill-each-service.mjs [--cases 2000] [--broker]
import { count, e2eHouse } from './harness/command.mjs';
import { approveSet, importCases, placeBulkInquiry } from './harness/bulk-inquiry.mjs';
import { seconds } from './harness/house.mjs';
import { openRequests, watchRequests } from './harness/progress.mjs';
import { customer, home, sampleCase } from './harness/sample-cases.mjs';
import { printTable, Verdict } from './harness/verdict.mjs';

const options = { cases: { type: 'string', default: '2000' }, broker: { type: 'boolean', default: false } };
const shareOfCustomers = 10;

await e2eHouse(import.meta, 'kill-each-service', options, async (house, flags) => {
  const cases = Array.from({ length: count(flags.cases) }, (_, index) => sampleCase(index + 1));
  const institutions = await house.api.institutions('inquire');
  const known = await openAccounts(house.simulator, institutions, cases);
  const imported = performance.now();
  await importCases(house.api, cases);
  console.log(
    `${cases.length} cases imported (${seconds(imported)} s); ${known} accounts and titles opened in the world outside`,
  );

  const expected = cases.length * institutions.length;
  const { setId } = await placeBulkInquiry(house.api, cases);
  const started = performance.now();
  // Not awaited: the api is killed while it approves, and the call is repeated.
  const approving = approveSet(house.api, setId);
  approving.catch(() => {});
  const kills = await killInTurn(house, expected, flags.broker);
  await approving;
  const finished = await watchRequests(house.database, {});
  const tookMs = performance.now() - started;

  const verdict = new Verdict();
  verdict.check('everything final within the patience of this script', finished, true);
  verdict.zero(
    'kills that fell when nothing was open any more',
    kills.filter(({ open }) => open === 0),
  );
  const { checkLedgers } = await import('./harness/ledger-check.mjs');
  const figures = await checkLedgers({ ...house, ledgerFolder: house.ledgerFolder, expectedRequests: expected }, verdict);
  printTable('kill -9', [
    ['service', 'pid', 'requests open', 'ready again after, s'],
    ...kills.map(({ name, pid, open, readyAfterMs }) => [name, String(pid), open, (readyAfterMs / 1000).toFixed(1)]),
  ]);
  printTable('Silences recorded', [
    ['reached', 'cause', 'times'],
    ...figures.silences.map(({ reached, cause, times }) => [reached, cause, times]),
  ]);
  printTable('Figures', [
    ['', ''],
    ['requests', expected],
    ['from approval to the last final outcome, s', Math.round(tookMs / 1000)],
    ['requests a second, kills included', Math.round(expected / (tookMs / 1000))],
    ['kills', kills.length],
    ['requests answered at a later attempt', figures.answeredLater],
    ['inquiries an institution received once more than needed', figures.repeatedInquiries],
    ['requests an institution turned away', figures.turnedAway],
  ]);
  return verdict.print();
});

/** Every tenth debtor has an account at each bank, another tenth each, and a home at each land register. Returns how many. */
async function openAccounts(simulator, institutions, cases) {
  let opened = 0;
  for (const [place, { code, kind }] of institutions.entries()) {
    const chosen = cases.map((one, index) => ({ one, index })).filter(({ index }) => (index + place) % shareOfCustomers === 0);
    opened += chosen.length;
    const number = (index) => `6217${String(place).padStart(2, '0')}${String(index).padStart(8, '0')}`;
    if (kind === 'bank')
      await simulator.addCustomers(
        code,
        chosen.map(({ one, index }) => customer(one, `${number(index)}1`, `${index}.50`)),
      );
    else if (code.endsWith('realestate'))
      await simulator.addTitles(
        code,
        chosen.map(({ one, index }) => home(one, number(index))),
      );
    else opened -= chosen.length;
  }
  return opened;
}

/**
 * One kill after another, each when its share of the work is done, so that they fall over the whole run. Of two replicas the second is
 * killed when the first is back.
 */
async function killInTurn(house, expected, broker) {
  const apps = ['api', 'control', 'adapters-banks', 'adapters-registries', 'watcher', 'simulator'];
  const replicas = apps.map((app) => house.names(app).map((name) => ({ app, name })));
  const victims = [...replicas.flatMap(([first]) => first), ...replicas.flatMap(([, ...others]) => others)];
  if (broker) victims.push({ app: 'broker', name: 'broker' });
  const back = new Map();
  const kills = [];
  for (const [index, { app, name }] of victims.entries()) {
    const due = (expected * (index + 0.5)) / (victims.length + 1);
    await watchRequests(house.database, { everyMs: 100, isReached: async () => (await finalRequests(house.database)) >= due });
    await back.get(app);
    const open = await openRequests(house.database);
    console.log(`  kill -9 ${name}; ${open.toLocaleString('en-US')} requests are open`);
    const killing = name === 'broker' ? house.killBroker() : house.kill(name);
    killing.catch(() => {});
    back.set(app, killing);
    kills.push(killing.then((killed) => ({ name, open, ...killed })));
  }
  return Promise.all(kills);
}

async function finalRequests(database) {
  const { rows } = await database.query(`select count(*)::int as final from request where state <> 'open'`);
  return rows[0].final;
}
