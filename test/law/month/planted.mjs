import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { printTable } from '../../e2e/harness/verdict.mjs';
import { liveThrough } from './live-through.mjs';

// Bugs as somebody might write them, each a text of the build replaced in a copy: what the month promises must be seen to break.
const bugs = {
  'ends-a-day-early': {
    what: 'a freeze ends with the beginning of its last day',
    patches: [
      { file: 'libs/storage/src/freezes/expire-freezes.js', find: 'until_date < $1::date', put: 'until_date <= $1::date' },
      { file: 'libs/storage/src/freezes/expire-freezes.js', find: 'freeze.until >= today', put: 'freeze.until > today' },
    ],
  },
  'release-leaves-the-cap': {
    what: 'a partial release lowers what is caught and not the cap',
    patches: [
      {
        file: 'libs/storage/src/freezes/book-freezes.js',
        find: "fenOf(content.release?.remainingCapFen ?? '0')",
        put: "(content.release?.remainingCapFen > 0 ? before.capFen : fenOf('0'))",
      },
    ],
  },
  'deaf-to-positions': {
    what: 'what a bank says a freeze has caught now is thanked for and not booked',
    patches: [{ file: 'libs/storage/src/freezes/positions.js', find: 'const isNews =', put: 'const isNews = false &&' }],
  },
  'budget-never-looks': {
    what: 'nobody looks at the budget after a freeze changed',
    patches: [{ file: 'libs/storage/src/freezes/freeze-rows.js', find: 'await wantBudget(tx, after.caseId);', put: '' }],
  },
  'a-fen-too-much': {
    what: 'the budget records a fen less of what is caught above the debt',
    patches: [
      {
        file: 'libs/enforcement/src/budget/excess-record.js',
        find: 'caughtFen > targetFen ? fenOf(caughtFen - targetFen)',
        put: 'caughtFen > targetFen + 1n ? fenOf(caughtFen - targetFen - 1n)',
      },
    ],
  },
  'room-forgets-what-is-under-way': {
    what: 'freezes on their way do not count against the debt',
    patches: [
      {
        file: 'libs/storage/src/orders/measure-room.js',
        find: "(${underWay('freeze')}) as waiting))::bigint as room",
        put: "(${underWay('freeze')}) as waiting) * 0)::bigint as room",
      },
    ],
  },
  'room-forgets-deductions': {
    what: 'what was deducted already may be frozen once more',
    patches: [
      {
        file: 'libs/storage/src/orders/measure-room.js',
        find: '- greatest((select coalesce(sum(paid_fen), 0)',
        put: '- 0 * greatest((select coalesce(sum(paid_fen), 0)',
      },
    ],
  },
};
const months = { cases: 40, days: 10, name: 'month-planted' };
const seeds = [1, 2];

/** Lives through a short month with each bug planted, until a promise is broken. Returns the exit code. */
export async function plant(chosen) {
  const names = chosen === 'all' ? Object.keys(bugs) : chosen.split(',');
  const unknown = names.find((name) => !(name in bugs));
  if (unknown) throw new PlainFailure(`There is no bug ${unknown}; there are: ${Object.keys(bugs).join(', ')}.`);
  const told = [];
  for (const name of names) told.push({ name, ...(await plantOne(bugs[name])) });
  printTable('Planted bugs', [
    ['bug', 'what is wrong', 'found', 'seed', 'promises broken', 'the first of them'],
    ...told.map(({ name, broken, seed }) => [
      name,
      bugs[name].what,
      broken.length > 0 ? 'found' : 'NOT FOUND',
      seed,
      broken.length,
      broken[0]?.promise ?? '',
    ]),
  ]);
  const found = told.filter(({ broken }) => broken.length > 0).length;
  console.log(`\n${found} of ${told.length} planted bugs found\n`);
  return found === told.length ? 0 : 1;
}

async function plantOne({ what, patches }) {
  for (const seed of seeds) {
    console.log(`\nPlanted: ${what}, seed ${seed}`);
    const { promises } = await liveThrough({ ...months, seed, patches });
    if (promises.broken.length > 0 || seed === seeds.at(-1)) return { broken: promises.broken, seed };
  }
  throw new RangeError('There is at least one seed.');
}
