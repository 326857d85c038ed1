import { House } from '../../e2e/harness/house.mjs';
import { watchRequests } from '../../e2e/harness/progress.mjs';
import { sampleCase } from '../../e2e/harness/sample-cases.mjs';
import { printTable } from '../../e2e/harness/verdict.mjs';
import { Callers } from './callers.mjs';
import { restartInTurn, secondApi } from './rolling-restart.mjs';

const rounds = 2;

/** Every process of ours is replaced, one after the other, while people work: nobody sees an error and nothing is lost or done twice. */
export async function rollingRestart(verdict) {
  process.env.HTTP_SHARED = '1';
  const house = new House('rolling-restart');
  let second;
  try {
    await house.open();
    second = await secondApi(house);
    const caseIds = [];
    for (let serial = 1; serial <= 20; serial += 1)
      caseIds.push((await house.api.post('clerk-qin', '/cases', sampleCase(serial))).id);
    const callers = new Callers(house.api);
    callers.start({ callers: 8, caseIds });
    const seconds = [];
    for (let round = 0; round < rounds; round += 1) seconds.push(await restartInTurn(house, second));
    await callers.stop();
    const finished = await watchRequests(house.database, {
      patienceMs: 120_000,
    });
    verdict.check('every order placed meanwhile came to its end', finished, true);
    verdict.zero('errors callers saw during the restarts', callers.errors);
    verdict.check(
      'pages that were sent away politely',
      callers.counts.get('page sent away politely') ?? 0,
      '> 0',
      callers.counts.has('page sent away politely'),
    );
    const { checkLedgers } = await import('../../e2e/harness/ledger-check.mjs');
    await checkLedgers(
      {
        ledgerFolder: house.ledgerFolder,
        database: house.database,
        expectedRequests: 2 * callers.placed.length,
      },
      verdict,
    );
    printTable('Restarts, seconds until the next was up', [
      ['process', ...seconds.map((_, index) => `round ${index + 1}`)],
      ...[...seconds[0].keys()].map((name) => [name, ...seconds.map((round) => round.get(name).toFixed(1))]),
    ]);
    printTable('Calls', [['', 'times'], ...callers.counts]);
  } finally {
    await second?.stop();
    await house.close();
    delete process.env.HTTP_SHARED;
  }
}
