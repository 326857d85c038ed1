import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { type Outcome } from '#messages/answers.js';
import { type RequestItem, type RequestsMessage, requestsMessage } from '#messages/requests.js';
import { Database } from '#storage/database.js';
import { findLines } from '#storage/journal/exchange-journal.js';
import { connectWire } from '#wire/wire.module.js';
import { Consume } from '#wire/consume.js';
import { type Received, type Verdict } from '#wire/wire.js';
import { type Counterparty } from '../../apps/adapters/src/counterparties.js';
import { portionsOf } from '../../apps/control/src/portions.js';
import { type Bank } from '../../apps/simulator/src/bank/bank.js';
import { customer } from '../../apps/simulator/src/fixture.js';
import { freezeItem } from './harness/adapter-replica.js';
import { type BatchHouse, openBatchHouse } from './harness/batch-house.js';
import { withDatabase } from './harness/database.js';
import { kafkaPlace, localPlace } from './wire-places.js';
import { openApp, openPublisher } from './wire-service.js';

const held = withDatabase('batches');
const brokers = process.env['TEST_KAFKA_BROKERS']?.split(',') ?? [];
const day = (years: number) => new Date(Date.now() + years * 365 * 86_400_000).toISOString().slice(0, 10);
const legalBasis = {
  rulingNumber: '裁定1',
  noticeNumber: '通知1',
  documents: [
    { id: '0198c5d0-7a00-7000-8000-00000000d0c5', name: '裁定书.pdf', mediaType: 'application/pdf', sha256: 'a'.repeat(64) },
  ],
  officers: [1, 2].map((n) => ({ name: `officer ${n}`, workCard: `W${n}`, dutyCard: `D${n}` })),
};
let house: BatchHouse;
let database: Counting;
let opened = 0;

class Counting extends Database {
  statements = 0;

  override get steady() {
    return this;
  }

  override query<R extends object>(text: string, values: readonly unknown[] = []) {
    this.statements += 1;
    return super.query<R>(text, values);
  }
}

beforeEach(async () => {
  database = new Counting({ url: held.url, poolSize: 4, applicationName: 'batches' });
  house = await openBatchHouse(database);
});
afterEach(async () => {
  await house.close();
  await database.close();
});

/** A freeze of an account that is there; `nn` is the magic number it ends in. */
function newFreeze(bank: Bank, nn?: string): RequestItem {
  opened += 1;
  const account = `62179961${String(opened).padStart(5, '0')}${nn === undefined ? '000000' : `9900${nn}`}`;
  const { subject } = freezeItem();
  const ids = subject.idNumbers.map((idNumber) => ({ idType: 'uscc' as const, idNumber }));
  bank.open({ ...customer(account, '100.00'), name: subject.name, ids });
  return freezeItem({ legalBasis, task: { measure: 'freeze', account, amountFen: '10000', from: day(0), until: day(1) } });
}
const freezes = (count: number, nn?: string) => Array.from({ length: count }, () => newFreeze(house.bank, nn));

/** An inquiry about somebody who has nothing there; `nn` is the magic number of the subject. */
function newInquiry(nn = '99'): RequestItem {
  const idNumbers = [`91451381990000${nn}0U`];
  return freezeItem({
    subject: { kind: 'organisation', name: '某公司', idType: 'unified_credit_code', idNumbers },
    task: { measure: 'inquire' },
  });
}
const inquiries = (count: number, nn?: string) => Array.from({ length: count }, () => newInquiry(nn));

const outcomesOf = (item: RequestItem): Outcome[] =>
  house.told.filter(({ requestId }) => requestId === item.requestId).map(({ outcome }) => outcome);
const last = (item: RequestItem) => outcomesOf(item).at(-1);
const wordOf = (item: RequestItem) => {
  const outcome = last(item);
  if (outcome?.kind === 'final') return outcome.outcome;
  return outcome?.kind === 'silent' ? `${outcome.reached}: ${outcome.cause}` : outcome?.kind;
};
const words = (items: readonly RequestItem[]) => [...new Set(items.map(wordOf))];
const carriedOut = (items: readonly RequestItem[]) => [
  ...new Set(items.map(({ requestId }) => house.bank.tallies.of(requestId)?.carriedOut ?? 0)),
];
const ascertain = (counterparty: Counterparty, items: readonly RequestItem[]) =>
  house.ascertaining.ascertain(
    counterparty,
    items.map(({ requestId, attempt, caseId, notAfter, task }) => ({
      requestId,
      attempt,
      caseId,
      notAfter,
      measure: task.measure,
    })),
  );
const batches = () => house.calls.filter((call) => call === 'POST /psbc/batches').length;

describe.each([
  ['local', () => Promise.resolve(localPlace())],
  ...(brokers.length > 0 ? [['kafka', () => kafkaPlace(brokers)] as const] : []),
] as const)('over the %s wire', (_name, openPlace) => {
  it('a batch of which half fails ends item by item, each measure done at most once', async () => {
    const place = await openPlace();
    const { topic, settings } = await place.topic(1);
    const kinds = {
      well: freezes(200),
      refused: freezes(60, '01'),
      doneThen500: freezes(60, '07'),
      only500: freezes(60, '08'),
      busy: freezes(60, '10'),
      toldTwice: freezes(60, '20'),
      besideStranger: freezes(30, '21'),
      leftOut: freezes(60, '22'),
    };
    const all = Object.values(kinds).flat();
    let handled = 0;

    class Requests {
      async take({ value }: Received<RequestsMessage>): Promise<Verdict> {
        if (value.type === 'requests' && value.version === 1) await house.sending.send(house.psbc, value.items);
        handled += 1;
        return 'done';
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Requests.prototype, 'take') as PropertyDescriptor;
    Consume(topic, requestsMessage, { mode: 'each', inFlightPerKey: 256 })(Requests.prototype, 'take', descriptor);
    Controller()(Requests);
    const app = await openApp([Requests], { ...settings, clientId: 'batches' }, (service) =>
      connectWire(service, { deadLetters: () => Promise.reject(new Error('no dead letter was expected')) }),
    );
    const { app: publisher, wire } = await openPublisher(settings);
    const messages = portionsOf(all, house.psbc.profile.maxItemsPerMessage, () => 1_000).map((items) => ({
      key: 'psbc',
      value: { type: 'requests' as const, version: 1, institution: 'psbc', items },
    }));
    await wire.publish(topic, messages);
    // the same messages again, as after a lease or a rebalance
    await wire.publish(topic, messages);
    await until(() => handled === 2 * messages.length);
    await app.close();
    await publisher.close();
    await place.close();

    const firstWords = Object.fromEntries(
      Object.entries(kinds).map(([kind, items]) => [kind, [...new Set(items.map((item) => firstKnown(item)))]]),
    );
    expect(firstWords).toEqual({
      well: ['executed'],
      refused: ['refused'],
      doneThen500: ['maybe: http_500'],
      only500: ['maybe: http_500'],
      busy: ['no: busy'],
      toldTwice: ['maybe: told_twice'],
      besideStranger: ['executed'],
      leftOut: ['maybe: not_told'],
    });
    expect(
      carriedOut([...kinds.well, ...kinds.doneThen500, ...kinds.toldTwice, ...kinds.besideStranger, ...kinds.leftOut]),
    ).toEqual([1]);
    expect(carriedOut([...kinds.refused, ...kinds.only500, ...kinds.busy])).toEqual([0]);
    for (const { requestId } of all) expect(house.bank.tallies.of(requestId)?.received).toBe(1);
    expect(batches()).toBeLessThanOrEqual(messages.length);

    const unconfirmed = [...kinds.doneThen500, ...kinds.only500, ...kinds.toldTwice, ...kinds.leftOut];
    await ascertain(house.psbc, unconfirmed);
    expect(words([...kinds.doneThen500, ...kinds.toldTwice, ...kinds.leftOut])).toEqual(['executed']);
    expect(words(kinds.only500)).toEqual(['unknown']);
    for (const { requestId } of all) expect(house.bank.tallies.of(requestId)?.received).toBe(1);
  }, 60_000);
});

/** What was told of it that is not merely "somebody else has it in hand". */
function firstKnown(item: RequestItem): string {
  const [known] = outcomesOf(item).filter((outcome) => !(outcome.kind === 'silent' && outcome.cause === 'already_sent'));
  if (known?.kind === 'final') return known.outcome;
  return known?.kind === 'silent' ? `${known.reached}: ${known.cause}` : String(known?.kind);
}

async function until(what: () => boolean, ms = 40_000): Promise<void> {
  for (const end = Date.now() + ms; !what(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error('waited in vain');
  }
}

it('a bank that crashes after it did all, its answer lost: each measure once, ascertained item by item', async () => {
  const items = freezes(100);
  house.bank.record({ act: 'fault', fault: { mode: 'reset_after' } });
  await house.sending.send(house.psbc, items);
  expect(words(items)).toEqual(['maybe: connection_reset']);
  expect(carriedOut(items)).toEqual([1]);
  house.bank.record({ act: 'fault', fault: { mode: 'none' } });
  await house.sending.send(house.psbc, items);
  expect(words(items)).toEqual(['maybe: connection_reset']);
  await ascertain(house.psbc, items);
  expect(words(items)).toEqual(['executed']);
  expect(carriedOut(items)).toEqual([1]);
  expect(batches()).toBe(1);
  const lines = await findLines(held.database, items);
  expect(lines.filter(({ outcome }) => (outcome as { kind: string }).kind === 'final').length).toBe(100);
});

it('a bank that breaks off before it did anything says so when asked, and a new attempt does each once', async () => {
  const items = freezes(50);
  house.bank.record({ act: 'fault', fault: { mode: 'refuse_connection' } });
  await house.sending.send(house.psbc, items);
  expect(words(items)).toEqual(['maybe: connection_reset']);
  house.bank.record({ act: 'fault', fault: { mode: 'none' } });
  await ascertain(house.psbc, items);
  expect(words(items)).toEqual(['unknown']);
  const anew = items.map((item) => ({ ...item, attempt: 2 }));
  await house.sending.send(house.psbc, anew);
  expect(words(anew)).toEqual(['executed']);
  expect(carriedOut(items)).toEqual([1]);
});

it('a bank that did all and says 500 of half: what is lost is asked for, and all is done once', async () => {
  house.bank.record({ act: 'fault', fault: { mode: 'error500_after', share: 0.5 } });
  const items = freezes(200);
  await house.sending.send(house.psbc, items);
  const lost = items.filter((item) => wordOf(item) === 'maybe: http_500');
  expect(lost.length).toBeGreaterThan(20);
  expect(lost.length).toBeLessThan(180);
  house.bank.record({ act: 'fault', fault: { mode: 'none' } });
  await ascertain(house.psbc, lost);
  expect(words(items)).toEqual(['executed']);
  expect(carriedOut(items)).toEqual([1]);
});

it('five hundred slow searches hold up neither a freeze at the same bank nor one at another', async () => {
  const searches = inquiries(500, '15');
  const searching = house.sending.send(house.psbc, searches);
  await until(() => batches() === 1);
  const here = newFreeze(house.bank);
  const there = newFreeze(house.other);
  await Promise.all([house.sending.send(house.psbc, [here]), house.sending.send(house.icbc, [there])]);
  expect([wordOf(here), wordOf(there)]).toEqual(['executed', 'executed']);
  expect(searches.some((item) => outcomesOf(item).length > 0)).toBe(false);
  const alone = [`PUT /icbc/requests/${there.requestId}`, `PUT /psbc/requests/${here.requestId}`];
  expect(house.calls.slice(1).sort()).toEqual(alone);
  await searching;
  expect(words(searches)).toEqual(['nothing']);
}, 30_000);

it('a hanging batch holds up neither', async () => {
  house.bank.record({ act: 'fault', fault: { mode: 'hang' } });
  const hanging = house.sending.send(house.psbc, freezes(300)).catch(() => undefined);
  await until(() => batches() === 1);
  house.bank.record({ act: 'fault', fault: { mode: 'none' } });
  const here = newFreeze(house.bank);
  const there = newFreeze(house.other);
  await Promise.all([house.sending.send(house.psbc, [here]), house.sending.send(house.icbc, [there])]);
  expect([wordOf(here), wordOf(there)]).toEqual(['executed', 'executed']);
  await hanging;
}, 30_000);

it('asks the database for the batch, not for its items', async () => {
  const spent = async (work: () => Promise<unknown>) => {
    const before = database.statements;
    await work();
    return database.statements - before;
  };
  const items = freezes(500);
  // the right to send and the outcomes, each once
  expect(await spent(() => house.sending.send(house.psbc, items))).toBe(2);
  expect(words(items)).toEqual(['executed']);
  // a line and an outcome of those that are still to come
  const awaited = inquiries(500, '03');
  expect(await spent(() => house.sending.send(house.psbc, awaited))).toBe(2);
  expect(words(awaited)).toEqual(['acknowledged']);
  const searches = inquiries(500);
  expect(await spent(() => house.sending.send(house.psbc, searches))).toBe(0);
  expect(words(searches)).toEqual(['nothing']);
  expect(batches()).toBe(3);
});
