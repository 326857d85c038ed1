import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Outcome } from '#messages/answers.js';
import { type RequestItem } from '#messages/requests.js';
import { asMachine, HandClock } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { claimRightToSend, findLines, storeOutcome } from '#storage/journal/exchange-journal.js';
import { freezeItem, inquiryItem, openReplica, openStandIn, type Replica, type StandIn } from './harness/adapter-replica.js';
import { withDatabase } from './harness/database.js';

const held = withDatabase('adapters_journal');
const now = () => asMachine(new Date());
let bank: StandIn;
let replicas: Replica[] = [];

beforeEach(async () => {
  bank = await openStandIn();
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  replicas = [];
  await bank.close();
});

function replica(clock?: HandClock, database?: Database): Replica {
  const opened = openReplica(held.url, bank.url, clock, database);
  replicas.push(opened);
  return opened;
}

const outcomes = (one: Replica, item: RequestItem): Outcome[] =>
  one.told.filter((told) => told.requestId === item.requestId).map((told) => told.outcome);
const question = (item: RequestItem) => ({
  requestId: item.requestId,
  attempt: item.attempt,
  caseId: item.caseId,
  notAfter: item.notAfter,
  measure: item.task.measure,
});
const lineOf = async (item: RequestItem) => (await findLines(held.database, [item]))[0];

describe('right to send', () => {
  it('lets each freeze out once, however many processes have the message at once', async () => {
    const items = Array.from({ length: 40 }, () => freezeItem());
    const all = [replica(), replica(), replica()];
    await Promise.all(all.map((one, index) => one.sending.send(one.bank, index === 1 ? [...items].reverse() : items)));
    expect([...bank.sent.values()]).toEqual(items.map(() => 1));
    for (const item of items) {
      const told = all.flatMap((one) => outcomes(one, item));
      expect(told).toHaveLength(3);
      expect(told.filter((outcome) => outcome.kind === 'final').length).toBeGreaterThanOrEqual(1);
      for (const outcome of told) {
        if (outcome.kind !== 'final') expect(outcome).toEqual({ kind: 'silent', reached: 'maybe', cause: 'already_sent' });
      }
    }
  });

  it('lets an attempt out once that a message names twice', async () => {
    const item = freezeItem();
    const one = replica();
    await one.sending.send(one.bank, [item, { ...item }]);
    expect(bank.sent.get(item.requestId)).toBe(1);
    expect(outcomes(one, item)).toHaveLength(1);
  });

  it('tells the stored outcome again when the message comes again', async () => {
    const item = freezeItem();
    const [first, second] = [replica(), replica()];
    await first.sending.send(first.bank, [item]);
    bank.behaviour = 'refuse';
    await second.sending.send(second.bank, [item]);
    expect(outcomes(second, item)).toEqual(outcomes(first, item));
    expect(bank.sent.get(item.requestId)).toBe(1);
  });

  it('a new attempt is a new right', async () => {
    const item = freezeItem();
    const one = replica();
    bank.behaviour = 'crash';
    await one.sending.send(one.bank, [item]);
    bank.behaviour = 'execute';
    await one.sending.send(one.bank, [{ ...item, attempt: 2 }]);
    expect(outcomes(one, item)).toMatchObject([{ kind: 'silent', reached: 'maybe' }, { kind: 'final' }]);
  });

  it('the same message several times at one moment is sent once', async () => {
    const items = Array.from({ length: 8 }, () => freezeItem());
    const one = replica();
    await Promise.all(Array.from({ length: 4 }, () => one.sending.send(one.bank, items)));
    for (const item of items) {
      expect(bank.sent.get(item.requestId)).toBe(1);
      const said = outcomes(one, item);
      expect(said.length).toBe(4);
      for (const outcome of said) {
        if (outcome.kind === 'silent') expect(outcome).toEqual({ kind: 'silent', reached: 'maybe', cause: 'already_sent' });
        else expect(outcome).toMatchObject({ kind: 'final', outcome: 'executed' });
      }
    }
  });

  it('a line no journal takes harms nobody beside it', async () => {
    const good = Array.from({ length: 4 }, () => freezeItem());
    const bad = { ...freezeItem(), attempt: 3_000_000_000 };
    const one = replica();
    const outcome = await Promise.allSettled([...good, bad].map((item) => one.sending.send(one.bank, [item])));
    expect(outcome.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    for (const item of good) expect(bank.sent.get(item.requestId)).toBe(1);
  });

  it('a sender that died between line and answer is not replaced: the freeze is ascertained', async () => {
    const item = freezeItem();
    await claimRightToSend(held.database, [{ ...item, institution: 'ccb' }], now());
    const one = replica();
    await one.sending.send(one.bank, [item]);
    expect(outcomes(one, item)).toEqual([{ kind: 'silent', reached: 'maybe', cause: 'already_sent' }]);
    expect(bank.sent.size).toBe(0);
    await one.ascertaining.ascertain(one.bank, [question(item)]);
    expect(outcomes(one, item).at(-1)).toMatchObject({ kind: 'unknown' });
  });

  it('a process stopped past notAfter with the right in its hand sends nothing, and says so', async () => {
    const clock = new HandClock(new Date());
    const item = freezeItem();
    // SIGSTOP right after the line was written, SIGCONT two minutes later
    class Stopping extends Database {
      override get steady() {
        return this;
      }

      override async query<R extends object>(text: string, values: readonly unknown[] = []) {
        const result = await super.query<R>(text, values);
        if (text.includes('insert into exchange.journal')) clock.advance(120_000);
        return result;
      }
    }
    const one = replica(clock, new Stopping({ url: held.url, poolSize: 2, applicationName: 'stopped' }));
    await one.sending.send(one.bank, [item]);
    expect(bank.sent.size).toBe(0);
    expect(outcomes(one, item)).toEqual([{ kind: 'silent', reached: 'no', cause: 'not_after' }]);
    expect((await lineOf(item))?.outcome).toEqual({ kind: 'silent', reached: 'no', cause: 'not_after' });
  });

  it('what is late, or not offered, is fenced: the same message at another process sends nothing either', async () => {
    const late = freezeItem({ notAfter: new Date(Date.now() - 1).toISOString() });
    const seal = freezeItem({ task: { measure: 'seal', assetId: 'LSVAU2180N2123458', from: '2026-03-02', until: '2027-03-01' } });
    const one = replica();
    await one.sending.send(one.bank, [late, seal]);
    expect(outcomes(one, late)).toEqual([{ kind: 'silent', reached: 'no', cause: 'not_after' }]);
    expect(outcomes(one, seal)).toEqual([{ kind: 'unreadable', cause: 'not_offered' }]);
    expect((await findLines(held.database, [late, seal])).map(({ kind }) => kind)).toEqual(['void', 'void']);
  });

  it.each([
    ['late', {}, new HandClock(new Date(Date.now() + 120_000))],
    ['its breaker is open', { broken: true }, undefined],
  ])(
    'who holds a measure back because %s never says "no" of one that another process may have sent',
    async (_, { broken }: { broken?: boolean }, clock) => {
      const item = freezeItem();
      await claimRightToSend(held.database, [{ ...item, institution: 'ccb' }], now());
      const one = replica(clock);
      if (broken) {
        bank.behaviour = 'crash';
        await one.sending.send(
          one.bank,
          Array.from({ length: 10 }, () => freezeItem()),
        );
      }
      await one.sending.send(one.bank, [item]);
      expect(outcomes(one, item)).toEqual([{ kind: 'silent', reached: 'maybe', cause: 'already_sent' }]);
    },
  );
});

describe('ascertain', () => {
  it('fences an attempt nobody sent: a late sender is not granted it', async () => {
    const item = freezeItem();
    const [asking, late] = [replica(), replica()];
    await asking.ascertaining.ascertain(asking.bank, [question(item)]);
    await late.sending.send(late.bank, [item]);
    await asking.ascertaining.ascertain(asking.bank, [question(item)]);
    for (const outcome of [...outcomes(asking, item), ...outcomes(late, item)]) {
      expect(outcome).toEqual({ kind: 'silent', reached: 'no', cause: 'voided' });
    }
    expect(bank.sent.size).toBe(0);
  });

  it('of a sender and a fence at the same moment exactly one gets the attempt', async () => {
    const items = Array.from({ length: 30 }, () => freezeItem());
    const [sender, asker] = [replica(), replica()];
    await Promise.all([sender.sending.send(sender.bank, items), asker.ascertaining.ascertain(asker.bank, items.map(question))]);
    for (const item of items) {
      const voided = (await lineOf(item))?.kind === 'void';
      expect(bank.sent.get(item.requestId) ?? 0).toBe(voided ? 0 : 1);
      expect(outcomes(sender, item)).toMatchObject([voided ? { kind: 'silent', reached: 'no' } : { kind: 'final' }]);
    }
  });

  it('learns from the bank what a lost answer said, and keeps it', async () => {
    const item = freezeItem();
    const one = replica();
    bank.behaviour = 'execute and fall silent';
    await one.sending.send(one.bank, [item]);
    expect(outcomes(one, item)).toEqual([{ kind: 'silent', reached: 'maybe', cause: 'connection_reset' }]);
    await one.ascertaining.ascertain(one.bank, [question(item)]);
    expect(outcomes(one, item).at(-1)).toMatchObject({ kind: 'final', outcome: 'executed' });
    expect((await lineOf(item))?.outcome).toMatchObject({ kind: 'final' });
    bank.done.clear();
    await one.ascertaining.ascertain(one.bank, [question(item)]);
    expect(outcomes(one, item).at(-1)).toMatchObject({ kind: 'final', outcome: 'executed' });
    expect(bank.sent.get(item.requestId)).toBe(1);
  });

  it('never takes a question that did not arrive for proof that nothing was done', async () => {
    const item = freezeItem();
    await claimRightToSend(held.database, [{ ...item, institution: 'ccb' }], now());
    const one = openReplica(held.url, 'http://127.0.0.1:1');
    replicas.push(one);
    await one.ascertaining.ascertain(one.bank, [question(item)]);
    expect(outcomes(one, item)).toEqual([{ kind: 'silent', reached: 'maybe', cause: 'connection_refused' }]);
  });

  it('an inquiry that was acknowledged is kept, and asked for', async () => {
    const item = inquiryItem();
    const one = replica();
    bank.behaviour = 'acknowledge';
    await one.sending.send(one.bank, [item]);
    expect(outcomes(one, item)).toMatchObject([{ kind: 'acknowledged' }]);
    expect(await lineOf(item)).toMatchObject({ caseId: item.caseId, outcome: { kind: 'acknowledged' } });
    await one.ascertaining.ascertain(one.bank, [question(item)]);
    expect(outcomes(one, item).at(-1)).toEqual({ kind: 'silent', reached: 'no', cause: 'unknown_there' });
  });
});

describe('the journal', () => {
  it('keeps an answer nobody can read whole', async () => {
    const item = freezeItem();
    const one = replica();
    bank.behaviour = 'not json';
    await one.sending.send(one.bank, [item]);
    const { rows } = await held.database.query<{ raw: Buffer }>('select raw from exchange.journal where request_id = $1', [
      item.requestId,
    ]);
    expect(rows[0]?.raw.toString()).toBe('<html>');
  });

  it('never writes over a final answer, and a lock only by more', async () => {
    const item = freezeItem();
    await claimRightToSend(held.database, [{ ...item, institution: 'ccb' }], now());
    const offer = (outcome: { kind: string; stage?: string }) => storeOutcome(held.database, item, outcome, now());
    const locked = { kind: 'acknowledged', stage: 'locked' };
    expect(await offer({ kind: 'silent' })).toEqual({ kind: 'silent' });
    expect(await offer({ kind: 'acknowledged', stage: 'acknowledged' })).toMatchObject({ stage: 'acknowledged' });
    expect(await offer(locked)).toEqual(locked);
    expect(await offer({ kind: 'acknowledged', stage: 'acknowledged' })).toEqual(locked);
    expect(await offer({ kind: 'final' })).toEqual({ kind: 'final' });
    for (const later of [{ kind: 'silent' }, locked, { kind: 'final', stage: 'other' }]) {
      expect(await offer(later)).toEqual({ kind: 'final' });
    }
  });
});

it('a hanging institution opens its breaker; then it is silent at once and the attempt is fenced', async () => {
  const one = replica();
  bank.behaviour = 'crash';
  await one.sending.send(
    one.bank,
    Array.from({ length: 10 }, () => freezeItem()),
  );
  const item = freezeItem();
  await one.sending.send(one.bank, [item]);
  expect(outcomes(one, item)).toEqual([{ kind: 'silent', reached: 'no', cause: 'breaker_open' }]);
  expect((await lineOf(item))?.kind).toBe('void');
});
