import { describe, expect, it } from '@jest/globals';
import { outcome, type Outcome } from '#messages/answers.js';
import { type Batched, type BatchHeard, readBatch } from '../../../apps/adapters/src/batch-outcomes.js';
import { type BatchCall, type Call, prepare, silent, textOf } from '../../../apps/adapters/src/driver.js';
import { restJson } from '../../../apps/adapters/src/drivers/rest-json/driver.js';
import { byLoopback } from './by-loopback.js';
import { type Golden, goldenFiles, itemOf, wordOf } from './golden.js';

interface BatchGolden extends Golden {
  readonly meanings: readonly string[];
}

const files = goldenFiles('rest-json').filter((golden): golden is BatchGolden => golden.folder === 'batch');
const batch: BatchCall = restJson.batch;
const firstWord = (text: string) => /^\w+/.exec(text)?.[0];

interface Asked extends Batched {
  readonly call: Call;
}

/** The requests of the house that must become the golden call. */
function requestsOf(golden: BatchGolden): Asked[] {
  return (golden.request.body?.['items'] as Record<string, unknown>[]).map((body) => {
    const path = `/requests/${String(body['requestId'])}`;
    const item = itemOf({ ...golden, request: { ...golden.request, path, body } });
    const prepared = prepare(restJson, item);
    if (prepared === undefined) throw new Error('the driver lacks a measure of its protocol');
    return { requestId: item.requestId, ...prepared };
  });
}

function outcomesOf(reading: BatchHeard, requests: readonly Asked[]): Outcome[] {
  if ('outcomes' in reading)
    return requests.map(({ requestId }) => reading.outcomes.get(requestId)?.outcome ?? silent('maybe', ''));
  // of a refused call nothing was done: the requests go on by themselves
  const all = reading.kind === 'call_refused' ? silent('no', reading.cause) : reading;
  return requests.map(() => all);
}

describe('golden files of batches, by a real server', () => {
  it.each(files.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const requests = requestsOf(golden);
    const call = batch.call(requests.map((request) => textOf(request.call.body ?? {})));
    const { reading, seen } = await byLoopback(golden, call, (reply) => readBatch(batch, requests, reply));
    const kind = reading.kind === 'silent' ? `silent_${reading.reached}` : reading.kind;
    expect(kind).toBe(firstWord(golden.meaning));
    const outcomes = outcomesOf(reading, requests);
    expect(outcomes.map(wordOf)).toEqual(golden.meanings.map(firstWord));
    for (const one of outcomes) expect(outcome.safeParse(one).error?.issues ?? []).toEqual([]);
    expect(seen).toMatchObject({ method: 'POST', path: '/batches', contentType: 'application/json', body: golden.request.body });
  });

  it('says what was odd, and keeps what nobody can read with its own item', () => {
    const heard = (name: string) => {
      const golden = files.find((file) => file.name === `batch/${name}`) as BatchGolden;
      const reply = { status: 200, body: Buffer.from(JSON.stringify(golden.response.body)) };
      return readBatch(batch, requestsOf(golden), reply) as Extract<BatchHeard, { kind: 'told' }>;
    };
    expect(['told', 'left-out', 'with-stranger', 'told-twice'].map((name) => heard(name).odd)).toEqual([0, 0, 1, 1]);
    const kept = [...heard('unreadable-item').outcomes.values()].map(({ raw }) => raw?.toString());
    expect(kept).toEqual([undefined, '"<html>"', undefined]);
  });
});
