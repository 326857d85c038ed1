// One bank answers 500 and one hangs: the other institutions finish within 1.3 × the time they need without the sick two; the two are
// shown silent, never "nothing found"; healed, they finish by themselves. Each repetition measures the same number of orders well and sick.
//   node test/e2e/sick-two-banks.mjs [--cases 300] [--repetitions 3]
import { setTimeout as sleep } from 'node:timers/promises';
import { approveSet, importCases, placeBulkInquiry } from './harness/bulk-inquiry.mjs';
import { count, e2eHouse } from './harness/command.mjs';
import { watchRequests } from './harness/progress.mjs';
import { customer, sampleCase } from './harness/sample-cases.mjs';
import { printTable, Verdict } from './harness/verdict.mjs';

const options = { cases: { type: 'string', default: '300' }, repetitions: { type: 'string', default: '3' } };
const sick = { boc: 'error500', cmb: 'hang' };
const mostTimesSlower = 1.3;
const shownPatienceMs = 60_000;
const healedPatienceMs = 300_000;

await e2eHouse(import.meta, 'sick-two-banks', options, async (house, flags) => {
  const perRun = count(flags.cases);
  const repetitions = count(flags.repetitions, { most: 9 });
  const others = (await house.api.institutions('inquire')).map(({ code }) => code).filter((code) => !(code in sick));
  const verdict = new Verdict();
  const runs = [];
  let serial = 0;
  const inquire = async () => {
    const cases = Array.from({ length: perRun }, () => sampleCase(++serial));
    await openAccounts(house.simulator, cases);
    return run(house, cases, others);
  };

  // The first run of all meets cold processes: it is not measured.
  await inquire();
  await watchRequests(house.database, {});
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    const well = await inquire();
    await watchRequests(house.database, {});
    for (const [code, mode] of Object.entries(sick)) await house.simulator.setFault(code, mode);
    const ill = await inquire();
    const shown = await untilSilent(house, ill.setId);
    for (const code of Object.keys(sick)) await house.simulator.setFault(code, 'none');
    const healed = performance.now();
    const finished = await watchRequests(house.database, { patienceMs: healedPatienceMs });
    runs.push({
      repetition,
      well: well.seconds,
      ill: ill.seconds,
      shown,
      finished,
      healedSeconds: (performance.now() - healed) / 1000,
    });
    console.log(`  repetition ${repetition}: ${well.seconds.toFixed(1)} s well, ${ill.seconds.toFixed(1)} s with two sick`);
  }

  const ratio = median(runs.map(({ ill }) => ill)) / median(runs.map(({ well }) => well));
  verdict.check(
    `the other ${others.length} need at most ${mostTimesSlower} × the time (medians)`,
    `${ratio.toFixed(2)} ×`,
    `≤ ${mostTimesSlower} ×`,
    ratio <= mostTimesSlower,
  );
  const seen = (shownAs) => runs.reduce((sum, { shown }) => sum + (shown[shownAs] ?? 0), 0);
  verdict.check('requests at the sick two shown silent', seen('silent'), perRun * Object.keys(sick).length * repetitions);
  verdict.check('requests at the sick two ever shown as "nothing found" or answered', seen('answered'), 0);
  verdict.check(
    'healed, the two finished by themselves',
    runs.every(({ finished }) => finished),
    true,
  );
  const { checkLedgers } = await import('./harness/ledger-check.mjs');
  const expectedRequests = serial * (others.length + Object.keys(sick).length);
  await checkLedgers({ ...house, ledgerFolder: house.ledgerFolder, expectedRequests }, verdict);
  printTable(`${perRun} cases at ${others.length} institutions, from approval to their last answer`, [
    ['repetition', 'all well, s', 'two sick, s', 'after healing the two finished in, s'],
    ...runs.map(({ repetition, well, ill, healedSeconds }) => [
      String(repetition),
      well.toFixed(2),
      ill.toFixed(2),
      healedSeconds.toFixed(1),
    ]),
  ]);
  return verdict.print();
});

/** Every fifth debtor is known at the sick banks: "nothing found" would be a lie about these. */
async function openAccounts(simulator, cases) {
  for (const [place, code] of Object.keys(sick).entries()) {
    const chosen = cases.filter((_, index) => index % 5 === 0);
    const number = ({ caseNumber }) => `6222${place}${/执(\d+)号/.exec(caseNumber)[1].padStart(10, '0')}1`;
    await simulator.addCustomers(
      code,
      chosen.map((one) => customer(one, number(one), '5000.00')),
    );
  }
}

/** One bulk inquiry; resolves when the other institutions have answered all of it, with the time by our tables. */
async function run(house, cases, others) {
  await importCases(house.api, cases);
  const { setId } = await placeBulkInquiry(house.api, cases);
  await approveSet(house.api, setId);
  await watchRequests(house.database, { everyMs: 100, institutions: others });
  const { rows } = await house.database.query(
    `select extract(epoch from max(r.final_at) - min(o.approved_at))::float8 as seconds
     from request r join enforcement_order o on o.id = r.order_id where o.set_id = $1 and r.institution = any($2)`,
    [setId, others],
  );
  return { setId, seconds: rows[0].seconds };
}

/** Looks at every order as a judge does until each request at the sick two is shown silent; counts how they were shown in the end. */
async function untilSilent(house, setId) {
  const { rows } = await house.database.query('select id from enforcement_order where set_id = $1 order by id', [setId]);
  const answered = new Set();
  let shown = {};
  for (const deadline = performance.now() + shownPatienceMs; performance.now() < deadline; await sleep(2_000)) {
    shown = {};
    for (const { id } of rows) {
      for (const request of await house.api.all('judge-wei', `/orders/${id}/requests`)) {
        if (!(request.institution in sick)) continue;
        shown[request.shownAs] = (shown[request.shownAs] ?? 0) + 1;
        if (request.shownAs !== 'silent' && request.shownAs !== 'no_answer_yet') answered.add(request.id);
      }
    }
    if (shown.silent === rows.length * Object.keys(sick).length) break;
  }
  console.log(`  the sick two are shown: ${JSON.stringify(shown)}`);
  return { ...shown, answered: answered.size };
}

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
