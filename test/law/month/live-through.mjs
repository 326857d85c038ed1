import { check } from './check/check.mjs';
import { Calendar } from './calendar.mjs';
import { Bureau } from './bureau.mjs';
import { District, plusDays } from './district.mjs';
import { reckon, comeHome } from './evening.mjs';
import { FaultHouse, faultFolder } from '../../faults/house/fault-house.mjs';
import { Random } from '../../faults/random.mjs';
import { Crowd } from '../../faults/run/crowd.mjs';
import { Pulse } from '../../faults/run/pulse.mjs';

// A leap day, the Spring Festival and two Sundays that are worked fall into the month that begins here.
const firstDay = '2024-02-01';
const desks = 5;
const actsPerDesk = 14;

/** A month of seeded work, day by day; then everything comes to rest, every bank is asked for every freeze, and all is held together. */
export async function liveThrough({ seed, cases, days, name, patches = [] }) {
  const random = new Random(seed);
  const started = performance.now();
  const house = new FaultHouse({ folder: faultFolder(name), patches });
  const since = () => ((performance.now() - started) / 1000).toFixed(0);
  try {
    await house.open();
    await acquaint(house);
    const district = new District(random.fork('district'), house.institutions, { cases, firstDay });
    const calendar = new Calendar(house, random.fork('calendar'), firstDay);
    const bureau = new Bureau(house, calendar, random.fork('bureau'));
    await calendar.begin(firstDay);
    await district.settle(house.simulator);
    console.log(`  the house stands after ${since()} s: ${house.names().join(', ')}`);
    const [crowd, pulse] = [new Crowd(), new Pulse()];
    const watching = new AbortController();
    const watched = [crowd.watch(house, watching.signal), pulse.watch(house, watching.signal)];
    const shares = filings(cases, days);
    let filed = 0;
    for (let day = 0; day < days; day += 1) {
      const today = plusDays(firstDay, day);
      if (day > 0) await calendar.begin(today);
      for (let n = 0; n < shares[day]; n += 1) await bureau.openCase(district.nextCase(++filed, today));
      await bureau.work(desks, actsPerDesk);
      // On some evenings work is left lying over midnight.
      if (random.chance(0.5)) await comeHome(house);
      console.log(`  ${today}: ${filed} cases, ${bureau.diary.length} acts accepted, ${bureau.refusals} refused (${since()} s)`);
    }
    const { rest, corrected } = await reckon(house, bureau);
    watching.abort();
    await Promise.all(watched);
    console.log(`  everything has come to rest, and every bank was asked (${since()} s)`);
    const result = await check(house, { court: bureau, rest, crowd, pulse, strikes: [], district });
    return { ...result, corrected, seconds: (performance.now() - started) / 1000 };
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

/** Half of the cases lie there on the first day, the others come within the first two thirds of the month. */
function filings(cases, days) {
  const later = Math.max(1, Math.floor((days * 2) / 3));
  const shares = Array.from({ length: days }, () => 0);
  shares[0] = Math.ceil(cases / 2);
  for (let left = cases - shares[0], day = 1; left > 0; left -= 1, day = (day % later) + 1) shares[Math.min(day, days - 1)] += 1;
  return shares;
}
