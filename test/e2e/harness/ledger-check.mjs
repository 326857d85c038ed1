// The checker: the institutions' ledger files against our tables. check-ledgers.mjs runs it alone.
import path from 'node:path';
import { InstitutionDirectory } from '#institutions/directory.js';
import { root } from '../../../scripts/place.mjs';
import { hasLedgers, readLedgers } from './ledgers.mjs';
import { readOurBooks } from './our-books.mjs';
import { printTable } from './verdict.mjs';

// What a request may end in without any institution having answered it.
const endsByItself = new Set(['withdrawn', 'expired', 'not_applicable']);
const hasEffect = (measure) => measure !== 'inquire';

/** Adds the checker's promises to `verdict` and prints both sides' counts. Returns the figures a script may show. */
export async function checkLedgers({ ledgerFolder, database, expectedRequests }, verdict) {
  if (!hasLedgers(ledgerFolder)) throw new Error(`There are no ledgers in ${ledgerFolder}.`);
  const ours = await readOurBooks(database);
  const ledgers = await readLedgers(ledgerFolder);
  const theirs = [...ledgers].flatMap(([institution, { requests }]) =>
    [...requests.values()].map((request) => ({ institution, ...request })),
  );
  if (expectedRequests !== undefined) verdict.check('requests in our tables', ours.requests.size, expectedRequests);
  checkOurSide(ours, verdict);
  checkTheirSide(ours, theirs, ledgers, verdict);
  checkWindows(ledgers, verdict);
  printCounts(ours, theirs);
  return figures(ours, theirs);
}

function checkOurSide(ours, verdict) {
  const requests = [...ours.requests.values()];
  verdict.zero(
    'requests without a final outcome',
    requests.filter(({ final_at }) => final_at === null),
  );
  verdict.zero(
    'final outcomes without exactly one final answer behind them',
    requests.filter(({ outcome, finals }) => outcome !== 'open' && finals !== 1 && !(finals === 0 && endsByItself.has(outcome))),
  );
  verdict.zero('rows left in the queue', ours.queued);
  verdict.zero('orders still running', ours.openOrders);
  verdict.zero('requests that wait for a person', ours.attention);
  verdict.zero('dead letters', ours.deadLetters);
}

function checkTheirSide(ours, theirs, ledgers, verdict) {
  const ordered = ({ requestId, institution, measure }) => {
    const request = ours.requests.get(requestId);
    return request?.institution === institution && request.measure === measure;
  };
  verdict.zero(
    'requests at an institution that nobody ordered there',
    theirs.filter((request) => !ordered(request)),
  );
  verdict.zero(
    'requests an institution ended more than once',
    theirs.filter(({ finals }) => finals.length > 1),
  );
  const ended = new Map(
    theirs.filter(({ finals }) => finals.length > 0).map((request) => [request.requestId, request.finals[0]]),
  );
  verdict.zero(
    'outcomes of ours that differ from the ledger',
    [...ours.requests.values()]
      .filter(
        ({ id, outcome }) => (ended.get(id) ?? 'never answered') !== outcome && !(endsByItself.has(outcome) && !ended.has(id)),
      )
      .map(({ id, institution, measure, outcome }) => ({
        id,
        institution,
        measure,
        ours: outcome,
        ledger: ended.get(id) ?? 'never answered',
      })),
  );
  const measures = theirs.filter(({ measure }) => hasEffect(measure));
  verdict.zero(
    'measures sent twice under one attempt',
    measures.filter(({ received }) => new Set(received).size < received.length),
  );
  verdict.zero(
    'measures sent again to an institution that knew them',
    measures.filter(({ repeated }) => repeated > 0),
  );
  checkEffects(ours, ledgers, verdict);
}

/** The books themselves: not what the institution answered but what it did. */
function checkEffects(ours, ledgers, verdict) {
  const effects = (kind) =>
    [...ledgers].flatMap(([institution, ledger]) => [...ledger[kind]].map(([id, done]) => ({ institution, id, done })));
  const twice = ['frozen', 'sealed', 'sent'].flatMap(effects).filter(({ done }) => done.length > 1);
  verdict.zero('freezes, seals or transfers done twice', twice);
  const caps = new Map(
    effects('frozen').map(({ institution, id, done }) => [id, `${institution} ${done[0].account} ${fen(done[0].cap)}`]),
  );
  const booked = new Map(
    ours.freezes.filter(({ id }) => caps.has(id)).map((row) => [row.id, `${row.institution} ${row.account} ${row.cap_fen}`]),
  );
  // Caps shrink by release and deduction, so only freezes nothing was done to can be compared.
  const touched = new Set(
    [...ours.requests.values()].some(({ measure }) => measure === 'release' || measure === 'deduct') ? caps.keys() : [],
  );
  verdict.zero(
    'freezes in a ledger that our book lacks or has otherwise',
    [...caps].filter(([id, cap]) => !booked.has(id) || (!touched.has(id) && booked.get(id) !== cap)),
  );
}

const fen = (yuan) => yuan.replace('.', '');

function checkWindows(ledgers, verdict) {
  const directory = InstitutionDirectory.load(path.join(root, 'config', 'institutions'), { SIMULATOR_URL: 'http://127.0.0.1' });
  const over = [...ledgers].flatMap(([institution, { mostInFlight }]) => {
    const window = directory.get(institution).window.max;
    return mostInFlight > window ? [{ institution, mostInFlight, window }] : [];
  });
  verdict.zero('institutions that had more in flight than their window', over);
}

function printCounts(ours, theirs) {
  const rows = new Map();
  const add = (measure, outcome, side) => {
    const key = `${measure} ${outcome}`;
    const row = rows.get(key) ?? { measure, outcome, ours: 0, theirs: 0 };
    row[side]++;
    rows.set(key, row);
  };
  for (const { measure, outcome } of ours.requests.values()) add(measure, outcome, 'ours');
  for (const { measure, finals } of theirs) for (const outcome of finals) add(measure, outcome, 'theirs');
  printTable('Final outcomes', [
    ['measure', 'outcome', 'our tables', "the institutions' ledgers"],
    ...[...rows.values()].map(({ measure, outcome, ours, theirs }) => [measure, outcome, ours, theirs]),
  ]);
}

function figures(ours, theirs) {
  const inquiries = theirs.filter(({ measure }) => !hasEffect(measure));
  const measures = theirs.filter(({ measure }) => hasEffect(measure));
  const extra = (requests) => requests.reduce((sum, { received }) => sum + Math.max(0, received.length - 1), 0);
  return {
    repeatedInquiries: extra(inquiries),
    laterAttempts: extra(measures),
    turnedAway: theirs.reduce((sum, { turnedAway }) => sum + turnedAway, 0),
    answeredLater: [...ours.requests.values()].filter(({ attempt }) => attempt > 1).length,
    silences: ours.silences,
    journal: ours.journal,
  };
}
