import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type Outcome } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { recordStatement } from '#storage/funds/record-statement.js';
import { createDatabase, withDatabase } from './harness/database.js';
import { booksOf, copyOrders, exportHeard } from './harness/rebuild.js';
import { freezeTask, seedCase, seedOrder, T0 } from './harness/seeds.js';

const held = withDatabase('replay');
const CASES = 40;
const MINUTES = 30 * 24 * 60;
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const seed = Number(process.env['TEST_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

/** mulberry32: the same month from the same seed. */
function dice(state: number): (below: number) => number {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
const roll = dice(seed);

let minute = 0;
const moment = () => new Date(T0.getTime() + (minute += 1 + roll(Math.ceil((2 * MINUTES) / (CASES * 12)))) * 60_000);

async function ordered(
  seeded: Awaited<ReturnType<typeof seedCase>>,
  institution: string,
  task: { measure: string; account?: string },
) {
  const { orderId, requestIds } = await seedOrder(held.database, seeded, [{ institution, task }]);
  await held.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
  return requestIds[0] ?? '';
}

/** Says it, with the silences and repetitions of a real day around it. */
async function say(caseId: string, institution: string, requestId: string, outcome: (at: string) => Outcome): Promise<void> {
  const tell = async (said: Outcome, at: Date) => {
    const answer = { caseId, institution, requestId, attempt: 1, outcome: said };
    const when = { machine: asMachine(at), legal: asLegal(at) };
    await held.database.transaction((tx) => recordAnswers(tx, [answer], when, () => patience));
  };
  if (roll(4) === 0) await tell({ kind: 'silent', reached: 'maybe', cause: 'timeout' }, moment());
  if (roll(4) === 0) {
    const at = moment();
    await tell({ kind: 'acknowledged', stage: 'acknowledged', bankTime: at.toISOString() }, at);
  }
  const at = moment();
  const said = outcome(at.toISOString());
  await tell(said, at);
  if (roll(3) === 0) await tell(said, moment());
}

const final = (at: string, content: object): Outcome => ({
  kind: 'final',
  outcome: 'executed',
  bankTime: at,
  asOf: at,
  ...content,
});

async function month(): Promise<void> {
  for (let index = 0; index < CASES; index += 1) {
    const seeded = await seedCase(held.database, `（2026）桂1381执${index + 1}号`);
    const { caseId } = seeded;
    for (const institution of ['icbc', 'abc']) {
      const inquiry = await ordered(seeded, institution, { measure: 'inquire' });
      const account = { account: `${index}`, balanceFen: String(roll(1e6)), availableFen: '0' };
      await say(caseId, institution, inquiry, (at) =>
        roll(2) === 0 ? final(at, { outcome: 'nothing' }) : final(at, { outcome: 'found', accounts: [account] }),
      );
    }
    const account = `62${index}`;
    const freeze = await ordered(seeded, 'icbc', freezeTask(account));
    const caught = roll(100_001);
    const figures = { account, amountFen: '100000', caughtFen: String(caught), uncaughtFen: String(100_000 - caught) };
    const term = { from: '2026-11-02', until: '2027-11-01' };
    if (roll(6) === 0) {
      await say(caseId, 'icbc', freeze, (at) =>
        final(at, { outcome: 'refused', reason: { code: 'account_not_found', text: 'x' } }),
      );
      continue;
    }
    await say(caseId, 'icbc', freeze, (at) => final(at, { freeze: { ...figures, ...term } }));
    await afterFreeze(seeded, freeze, account, caught);
  }
}

async function afterFreeze(seeded: Awaited<ReturnType<typeof seedCase>>, freeze: string, account: string, caught: number) {
  const { caseId } = seeded;
  let [cap, now] = [100_000, caught];
  if (roll(2) === 0) {
    now = Math.min(cap, now + roll(30_000));
    const present = {
      capFen: String(cap),
      caughtFen: String(now),
      uncaughtFen: String(cap - now),
      until: '2027-11-01',
      active: true,
    };
    await say(caseId, 'icbc', freeze, (at) => ({ kind: 'present', ...present, asOf: at }));
  }
  if (roll(3) === 0) {
    const renewal = await ordered(seeded, 'icbc', {
      measure: 'renew',
      account,
      freezeRequestId: freeze,
      until: '2028-11-01',
    } as never);
    const figures = { account, amountFen: String(cap), caughtFen: String(now), uncaughtFen: String(cap - now) };
    await say(caseId, 'icbc', renewal, (at) => final(at, { freeze: { ...figures, from: '2026-11-02', until: '2028-11-01' } }));
  }
  if (roll(2) === 0 && now > 1) {
    const amountFen = String(1 + roll(now - 1));
    const deduction = await ordered(seeded, 'icbc', { measure: 'deduct', account, freezeRequestId: freeze, amountFen } as never);
    const bankSerial = `S${account}`;
    await say(caseId, 'icbc', deduction, (at) =>
      final(at, { deduction: { amountFen, bankSerial, interbank: true, sentAt: at } }),
    );
    [cap, now] = [cap - Number(amountFen), now - Number(amountFen)];
    const at = moment();
    const line = {
      lineId: `L${account}`,
      amountFen,
      direction: 'credit' as const,
      bookedAt: at.toISOString(),
      reference: deduction,
    };
    await held.database.transaction((tx) =>
      recordStatement(tx, 'ccb', '45050161381309000015', [line], { machine: asMachine(at), legal: asLegal(at) }),
    );
  }
  if (roll(3) === 0) {
    const release = await ordered(seeded, 'icbc', { measure: 'release', account, freezeRequestId: freeze } as never);
    const told = { releasedFen: String(cap), remainingCapFen: '0' };
    await say(caseId, 'icbc', release, (at) => final(at, { release: told }));
  }
}

describe(`a month of answers (seed ${seed})`, () => {
  it('told once more to an empty database makes the same books, and told twice changes nothing', async () => {
    await month();
    const books = await booksOf(held.database);
    expect(books['account_freeze']?.length).toBeGreaterThan(CASES / 2);
    expect(books['deduction']?.length).toBeGreaterThan(0);
    const scratch = await createDatabase('replay_again');
    await copyOrders(held.database, scratch.database);
    const heard = await exportHeard(held.database);
    for (const one of heard) await one.record(scratch.database);
    expect(await booksOf(scratch.database)).toEqual(books);
    for (const one of heard) await one.record(scratch.database);
    expect(await booksOf(scratch.database)).toEqual(books);
    expect(await verifyBook(scratch.database)).toMatchObject({ differences: [] });
    await scratch.drop();
  }, 120_000);
});
