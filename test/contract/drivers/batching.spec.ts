import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { type Outcome } from '#messages/answers.js';
import { type RequestItem } from '#messages/requests.js';
import { asMachine, type Clock, HandClock } from '#platform/clocks.js';
import { CORRELATION_HEADER, withCorrelation } from '#platform/correlation.js';
import { type BatchLimits, Batching } from '../../../apps/adapters/src/batching.js';
import { prepare } from '../../../apps/adapters/src/driver.js';
import { restJson } from '../../../apps/adapters/src/drivers/rest-json/driver.js';
import { InstitutionClient } from '../../../apps/adapters/src/institution-client.js';
import { Lane } from '../../../apps/adapters/src/lane.js';
import { goldenFiles, itemOf } from './golden.js';
import { profileAt } from './by-loopback.js';

const golden = goldenFiles('rest-json').find((file) => file.name === 'inquire/nothing');
if (golden === undefined) throw new Error('there is no golden file inquire/nothing');
const first = itemOf(golden);
const T0 = new Date('2020-03-12T10:15:00.000+08:00');
let given = 0;

function newItem(inMs = 60_000, caseNumber = first.caseNumber): RequestItem {
  given += 1;
  const requestId = `0198c5d0-7a00-7000-8000-${String(given).padStart(12, '0')}`;
  return { ...first, requestId, caseNumber, notAfter: new Date(T0.getTime() + inMs).toISOString() };
}

interface Asked {
  readonly path: string;
  readonly ids: readonly string[];
  readonly bytes: number;
  readonly correlation: unknown;
}

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A bank that finds nothing, and tells how it was asked. `whole` is what it says of a batch call instead of its items. */
async function openBank(behaviour: { whole?: { status: number; body: object } } = {}) {
  const asked: Asked[] = [];
  const held: (() => void)[] = [];
  const state = { holds: false, atOnce: 0, mostAtOnce: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(text) as { requestId: string; items?: { requestId: string }[] };
      const ids = body.items?.map(({ requestId }) => requestId) ?? [body.requestId];
      const correlation = request.headers[CORRELATION_HEADER];
      asked.push({ path: request.url ?? '', ids, bytes: Buffer.byteLength(text), correlation });
      const answers = ids.map((requestId) => ({ ...(golden?.response.body as object), requestId }));
      const items = answers.map((answer) => ({ requestId: answer.requestId, status: 200, body: answer }));
      const batch = behaviour.whole ?? { status: 200, body: { bankTime: T0.toISOString(), items } };
      const { status, body: said } = body.items ? batch : { status: 200, body: answers[0] ?? {} };
      state.atOnce += 1;
      state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
      const say = () => {
        state.atOnce -= 1;
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
      };
      if (state.holds) held.push(say);
      else say();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const release = () => {
    state.holds = false;
    for (const say of held.splice(0)) say();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, state, release };
}

function batchingAt(url: string, limits: Partial<BatchLimits> & { width?: number; clock?: Clock } = {}) {
  const { most = 500, atOnce = 2, enough = atOnce, width = 4, clock = new HandClock(T0) } = limits;
  const odd: object[] = [];
  const client = new InstitutionClient(profileAt(url), 'token', clock);
  open.push(client);
  const profile = profileAt(url) as never;
  const lane = new Lane(width);
  for (let answers = 0; answers < width; answers += 1) lane.widen();
  const counterparty = { profile, driver: restJson, client, lane };
  const record = {
    timed: <T>(_institution: string, _measure: string, work: () => Promise<T>) => work(),
    oddBatch: (_institution: string, facts: object) => void odd.push(facts),
  };
  const batching = new Batching(
    counterparty,
    { call: restJson.batch, most, enough, atOnce },
    record,
    clock,
    async (item, prepared) => {
      const { reading, raw } = await client.ask({ ...prepared, notAfter: asMachine(new Date(item.notAfter)) });
      return { outcome: reading, raw };
    },
  );
  const send = async (item: RequestItem): Promise<Outcome> => {
    const prepared = prepare(restJson, item);
    if (prepared === undefined) throw new Error('the driver cannot inquire');
    return (await batching.join(item, prepared)).outcome;
  };
  return { send, odd, client, lane };
}

const nothing = { kind: 'final', outcome: 'nothing' };
const late = { kind: 'silent', reached: 'no', cause: 'not_after' };
const until = async (what: () => boolean) => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('batching', () => {
  it('sends what comes at once in one call, and what comes alone by a call of its own', async () => {
    const bank = await openBank();
    const { send } = batchingAt(bank.url);
    const items = Array.from({ length: 300 }, () => newItem());
    for (const outcome of await Promise.all(items.map(send))) expect(outcome).toMatchObject(nothing);
    const alone = newItem();
    expect(await send(alone)).toMatchObject(nothing);
    expect(bank.asked.map(({ path, ids }) => [path, ids.length])).toEqual([
      ['/batches', 300],
      [`/requests/${alone.requestId}`, 1],
    ]);
  });

  it('lets what has an effect wait for no connection, and searches wait for one', async () => {
    const freeze = goldenFiles('rest-json').find((file) => file.name.startsWith('freeze/'));
    if (freeze === undefined) throw new Error('there is no golden freeze');
    for (const item of [itemOf(freeze), newItem()]) {
      const bank = await openBank();
      const { send, lane } = batchingAt(bank.url);
      const run = jest.spyOn(lane, 'run');
      await send({ ...item, notAfter: newItem().notAfter });
      expect(run.mock.calls.map(([, isPressing]) => isPressing)).toEqual(
        run.mock.calls.map(() => item.task.measure === 'freeze'),
      );
      expect(run).toHaveBeenCalled();
    }
  });

  it('fills the next call while as many as fit are under way, and lets none linger', async () => {
    const bank = await openBank();
    const { send } = batchingAt(bank.url, { most: 50, atOnce: 1 });
    bank.state.holds = true;
    const early = Array.from({ length: 10 }, () => send(newItem()));
    await until(() => bank.asked.length === 1);
    const later: Promise<Outcome>[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      later.push(...Array.from({ length: 10 }, () => send(newItem())));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(bank.asked.length).toBe(1);
    bank.release();
    await Promise.all([...early, ...later]);
    expect(bank.asked.map(({ ids }) => ids.length)).toEqual([10, 50, 10]);
    expect(bank.state.mostAtOnce).toBe(1);
  });

  it('waits only a moment for a call to fill, however long the others take', async () => {
    const bank = await openBank();
    const { send } = batchingAt(bank.url, { enough: 1, atOnce: 3 });
    bank.state.holds = true;
    const outcomes = [send(newItem())];
    await until(() => bank.asked.length === 1);
    outcomes.push(send(newItem()), send(newItem()));
    await until(() => bank.asked.length === 2);
    outcomes.push(send(newItem()));
    await until(() => bank.asked.length === 3);
    bank.release();
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject(nothing);
    expect(bank.asked.map(({ ids }) => ids.length)).toEqual([1, 2, 1]);
  });

  it('carries every request once, in calls of the agreed size and number, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(40), fc.nat(2)), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 2, max: 20 }),
        fc.constantFrom(1, 3, Infinity),
        async (waves, most, atOnce) => {
          const bank = await openBank();
          const { send } = batchingAt(bank.url, { most, atOnce, width: 3 });
          const sent: RequestItem[] = [];
          const outcomes: Promise<Outcome>[] = [];
          for (const [count, turns] of waves) {
            const items = Array.from({ length: count }, () => newItem());
            sent.push(...items);
            outcomes.push(...items.map(send));
            for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          }
          for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject(nothing);
          expect(bank.asked.flatMap(({ ids }) => ids).sort()).toEqual(sent.map(({ requestId }) => requestId).sort());
          expect(Math.max(0, ...bank.asked.map(({ ids }) => ids.length))).toBeLessThanOrEqual(most);
          expect(bank.state.mostAtOnce).toBeLessThanOrEqual(Math.min(3, atOnce));
        },
      ),
      { numRuns: 20 },
    );
  }, 30_000);

  it('never sends more bytes than agreed', async () => {
    const bank = await openBank();
    const { send } = batchingAt(bank.url);
    await Promise.all(Array.from({ length: 400 }, () => send(newItem(60_000, '执'.repeat(2_000)))));
    expect(bank.asked.length).toBeGreaterThan(2);
    for (const { bytes } of bank.asked) expect(bytes).toBeLessThanOrEqual(restJson.batch.mostBytes);
  });

  it('never tells of two attempts of one request in one call', async () => {
    const bank = await openBank();
    const { send } = batchingAt(bank.url);
    const item = newItem();
    const outcomes = await Promise.all([send(newItem()), send(item), send({ ...item, attempt: 2 })]);
    for (const outcome of outcomes) expect(outcome).toMatchObject(nothing);
    expect(bank.asked.map(({ ids }) => ids.length)).toEqual([2, 1]);
  });

  it('sends nothing of what is too late when the connection stands, and the rest without it', async () => {
    const clock = new HandClock(T0);
    const bank = await openBank();
    const { send } = batchingAt(bank.url, { clock });
    const items = [newItem(10_000), newItem(60_000), newItem(20_000), newItem(60_000)];
    const outcomes = Promise.all(items.map(send));
    clock.advance(30_000);
    expect(await outcomes).toMatchObject([late, nothing, late, nothing]);
    expect(bank.asked.flatMap(({ ids }) => ids)).toEqual([items[1]?.requestId, items[3]?.requestId]);
    const passed = Promise.all([newItem(10_000), newItem(20_000)].map(send));
    expect(await passed).toMatchObject([late, late]);
    expect(bank.asked.length).toBe(1);
  });

  it('goes on one by one where the call as such is refused, and says so', async () => {
    const problem = { type: 'about:blank', title: 't', status: 400, code: 'malformed', detail: 'd', bankTime: T0.toISOString() };
    const bank = await openBank({ whole: { status: 400, body: problem } });
    const { send, odd, client } = batchingAt(bank.url, { width: 1 });
    const items = Array.from({ length: 5 }, () => newItem());
    for (const outcome of await Promise.all(items.map(send))) expect(outcome).toMatchObject(nothing);
    expect(bank.asked.map(({ path }) => path)).toEqual(['/batches', ...items.map(({ requestId }) => `/requests/${requestId}`)]);
    expect(odd).toEqual([{ refused: 'malformed' }]);
    expect(client.breakerState()).toBe('closed');
  });

  it('that reaches nobody says so of every request, and counts as one failure', async () => {
    const { send, client } = batchingAt('http://127.0.0.1:1');
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => send(newItem())));
    for (const outcome of outcomes) expect(outcome).toEqual({ kind: 'silent', reached: 'no', cause: 'connection_refused' });
    expect(client.breakerState()).toBe('closed');
    for (let call = 0; call < 5; call += 1) await Promise.all([send(newItem()), send(newItem())]);
    expect(client.breakerState()).toBe('open');
  });

  it('carries the correlation id of its requests where they have one in common', async () => {
    const bank = await openBank();
    const { send } = batchingAt(bank.url);
    const under = (id: string) => withCorrelation(id, () => Promise.all([send(newItem()), send(newItem())]));
    await under('correlation-1');
    await Promise.all([under('correlation-2'), under('correlation-3')]);
    expect(bank.asked[0]?.correlation).toBe('correlation-1');
    expect(bank.asked[1]?.correlation).toMatch(/^[\w-]{36}$/);
    expect(bank.asked[1]?.ids.length).toBe(4);
  });
});
