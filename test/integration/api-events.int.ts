import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, openWageCase } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_events');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

interface Stream {
  readonly seen: { id: string; kind: string }[];
  until(kinds: number): Promise<void>;
  leave(): void;
}

async function follow(caseId: string, lastEventId?: string): Promise<Stream> {
  const leaving = new AbortController();
  const response = await fetch(`${api.url}/cases/${caseId}/events`, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${api.token('judge-wei')}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const seen: { id: string; kind: string }[] = [];
  let wake = () => undefined as void;
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('utf8');
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const [, id, kind] = /^id: (\d+)\nevent: (.+)\ndata: /.exec(message) ?? [];
        if (id !== undefined && kind !== undefined) seen.push({ id, kind });
      }
      wake();
    }
  })().catch(() => undefined);
  void reading;
  return {
    seen,
    until: async (count) => {
      while (seen.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
    leave: () => leaving.abort(),
  };
}

describe('live events of a case', () => {
  it('tell what was and what comes, each once and in order, also after a reader was away', async () => {
    const one = await openWageCase(api);
    const live = await follow(one.id);
    await live.until(1);
    expect(live.seen).toMatchObject([{ kind: 'case.opened' }]);
    const placed = await api.post('judge-wei', '/orders', freezeOrder(one, '1000.00'));
    await live.until(2);
    live.leave();
    await api.post('approver-lu', `/orders/${placed.body.id}/approval`, {});
    const back = await follow(one.id, live.seen.at(-1)?.id);
    await back.until(1);
    expect(back.seen).toMatchObject([{ kind: 'order.approved' }]);
    back.leave();
    const list = await api.get('judge-wei', `/cases/${one.id}/events`);
    expect(list.body.items.map((event: { kind: string }) => event.kind)).toEqual([
      'case.opened',
      'order.placed',
      'order.approved',
    ]);
    expect(list.body.items.map((event: { id: string }) => event.id)).toEqual([...live.seen, ...back.seen].map(({ id }) => id));
  });

  it('of one case never show another', async () => {
    const [one, other] = [await openWageCase(api), await openWageCase(api)];
    const live = await follow(one.id);
    await live.until(1);
    await api.post('judge-wei', '/orders', freezeOrder(other, '1000.00'));
    await api.post('judge-wei', '/orders', freezeOrder(one, '1000.00'));
    await live.until(2);
    expect(live.seen.map(({ kind }) => kind)).toEqual(['case.opened', 'order.placed']);
    live.leave();
  });

  it('end when the api stops', async () => {
    const one = await openWageCase(api);
    const second = await openApi(test.url);
    const response = await fetch(`${second.url}/cases/${one.id}/events`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${second.token('judge-wei')}` },
    });
    const ended = response.text();
    const started = performance.now();
    await second.close();
    await ended;
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
