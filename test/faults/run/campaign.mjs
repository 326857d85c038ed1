import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '../check/check.mjs';
import { FaultHouse } from '../house/fault-house.mjs';
import { Echo } from '../kinds/messages.mjs';
import { Random } from '../random.mjs';
import { Court } from '../work/court.mjs';
import { patiently } from '../work/patiently.mjs';
import { World } from '../work/world.mjs';
import { Crowd } from './crowd.mjs';
import { Evidence } from './evidence.mjs';
import { Faults } from './faults.mjs';
import { Pulse } from './pulse.mjs';
import { comeToRest } from './quiet.mjs';

const people = 5;

/**
 * One run: the house, seeded work under a seeded list of faults for so many seconds, everything healed and come to rest, then the check.
 * `victims`, `wires` and `modes` narrow what is struck.
 */
export async function campaign({
  seed,
  seconds,
  kinds,
  folder,
  patches = [],
  strange,
  weights,
  paceMs,
  patienceMs = 240_000,
  ...narrowed
}) {
  const random = new Random(seed);
  const house = new FaultHouse({ folder, patches, disk: kinds.includes('disk'), clocks: kinds.includes('clock') });
  const started = performance.now();
  try {
    await house.open();
    await acquaint(house);
    console.log(`  the house stands after ${since(started)} s: ${house.names().join(', ')}`);
    const echo = new Echo(house);
    if (kinds.includes('messages')) await echo.open();
    const court = new Court(
      house,
      new World(house.simulator, random.fork('world'), house.institutions, { strange }),
      random.fork('court'),
      { weights, paceMs },
    );
    await court.begin();
    const crowd = new Crowd();
    const pulse = new Pulse();
    const faults = new Faults(house, kinds);
    const context = { house, echo, court, evidence: new Evidence(house), ...narrowed };
    const [working, watching] = [new AbortController(), new AbortController()];
    const watched = [crowd.watch(house, watching.signal), pulse.watch(house, watching.signal)];
    const worked = court.work(people, working.signal);
    const struck = faults.strikeUntil(working.signal, context, random.fork('faults'));
    await sleep(seconds * 1000);
    working.abort();
    await struck;
    await worked;
    await echo.close();
    console.log(`  ${court.diary.length} acts accepted after ${since(started)} s; now everything is healed and comes to rest`);
    const rest = await heal(house, patienceMs);
    watching.abort();
    await Promise.all(watched);
    const { promises, facts } = await check(house, { court, rest, crowd, pulse, strikes: faults.strikes });
    return { promises, facts, strikes: faults.strikes, refusals: faults.refusals, seconds: (performance.now() - started) / 1000 };
  } finally {
    await house.close();
  }
}

async function acquaint(house) {
  house.institutions = await house.api.get('judge-wei', '/institutions');
  house.operatorTroubles = new Map();
  house.institutionsOutside = async () =>
    (await fetch(`${house.simulatorUrl}/sim/institutions`, { signal: AbortSignal.timeout(5000) })).json();
}

/** What nobody healed yet is healed, then waited for; the banks are asked what every freeze has caught. */
async function heal(house, patienceMs) {
  for (const { code } of house.institutions) await patiently(() => house.simulator.setFault(code, 'none'));
  const rest = await comeToRest(house, patienceMs);
  if (Object.keys(rest).length > 0) return rest;
  await house.ask(
    `update account_freeze set position_wanted_at = $1, position_asked_at = null where state = 'active' and kind = 'account'`,
    [new Date()],
  );
  // A question that got lost is asked again after half a minute.
  return comeToRest(house, Math.max(patienceMs, 90_000));
}

const since = (started) => ((performance.now() - started) / 1000).toFixed(0);
