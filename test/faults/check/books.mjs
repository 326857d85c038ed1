import { Database } from '#storage/database.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { effectsOf, fen } from './ledger-acts.mjs';

/** The freeze book against the banks': caps, ends, what is caught; and against its own events. */
export async function checkBooks({ house, tables, ledgers, explanations }, promises) {
  const theirs = new Map();
  for (const [institution, ledger] of ledgers) for (const { effect } of effectsOf(ledger)) fold(theirs, institution, effect);
  const ours = new Map(tables.freezes.filter(({ kind }) => kind === 'account').map((row) => [row.id, row]));
  const lied = (id) =>
    [...tables.requests.values()].some(
      (row) => (row.id === id || row.task.freezeRequestId === id) && explanations.liedAbout(row.id),
    );

  promises.keep(
    'no freeze was put on twice',
    theirs.size,
    [...theirs.values()].filter(({ times }) => times > 1).map(({ id, institution }) => ({ request: id, institution })),
  );
  promises.keep(
    'the freezes of our book are those of the banks, with cap, end and account',
    theirs.size + ours.size,
    [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((id) => {
      const [bank, book] = [bankWords(theirs.get(id)), bookWords(ours.get(id))];
      return bank === book || lied(id)
        ? []
        : [{ request: id, institution: theirs.get(id)?.institution ?? ours.get(id)?.institution, bank, book }];
    }),
  );
  const present = await caughtNow(house, [...new Set([...theirs.values()].map(({ institution }) => institution))]);
  promises.keep(
    'what our book says is caught is what the bank says when asked',
    ours.size,
    [...ours.values()].flatMap(({ id, institution, state, caught_fen: caught }) => {
      const bank = present.get(id);
      return state !== 'active' || bank === undefined || lied(id) || fen(bank.caught) === BigInt(caught)
        ? []
        : [{ request: id, institution, bank: bank.caught, book: `${caught}` }];
    }),
  );
  const database = new Database({ url: house.databaseServer.url, poolSize: 1, applicationName: 'faults' });
  try {
    const { freezes, differences } = await verifyBook(database);
    promises.keep(
      'the book is the fold of its events',
      freezes,
      differences.map((difference) => ({ request: /freeze ([0-9a-f-]+)/.exec(difference)?.[1], difference })),
    );
  } finally {
    await database.close();
  }
}

function fold(freezes, institution, effect) {
  if (effect.reference === undefined || String(effect.reference).startsWith('prior-')) return;
  const freeze = freezes.get(effect.reference);
  switch (effect.kind) {
    case 'froze':
      if (freeze) freeze.times += 1;
      else
        freezes.set(effect.reference, {
          id: effect.reference,
          institution,
          account: effect.account,
          cap: fen(effect.cap),
          until: effect.until,
          times: 1,
        });
      break;
    case 'renewed':
      if (freeze) freeze.until = effect.until;
      break;
    case 'reduced':
      if (freeze) freeze.cap -= fen(effect.amount);
      break;
    case 'ended':
      if (freeze) freeze.ended = effect.why;
      break;
  }
}

const stateOf = { release: 'released', deduction: 'exhausted', expiry: 'expired' };

function bankWords(freeze) {
  if (!freeze) return 'none';
  const { account, cap, until, ended } = freeze;
  return ended ? `${account} ${stateOf[ended]}` : `${account} active cap ${cap} until ${until}`;
}

function bookWords(row) {
  if (!row) return 'none';
  return row.state === 'active'
    ? `${row.account} active cap ${row.cap_fen} until ${row.until_text}`
    : `${row.account} ${row.state}`;
}

async function caughtNow(house, institutions) {
  const now = new Map();
  for (const code of institutions) {
    const reply = await fetch(`${house.simulatorUrl}/sim/institutions/${code}/ledger`);
    const { accounts = [] } = await reply.json();
    for (const { freezes } of accounts) for (const freeze of freezes) now.set(freeze.reference, freeze);
  }
  return now;
}
