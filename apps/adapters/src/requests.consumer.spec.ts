import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type RequestsMessage } from '#messages/requests.js';
import { type Received } from '#wire/wire.js';
import { type Ascertaining } from './ascertaining.js';
import { type Counterparties } from './counterparties.js';
import { type FlowReporter } from './flow-reporter.js';
import { RequestsConsumer } from './requests.consumer.js';
import { type Sending } from './sending.js';

function message(requestIds: readonly string[], measure: string, isUrgent = false): Received<RequestsMessage> {
  const items = requestIds.map((requestId) => ({ requestId, task: { measure } }));
  return {
    value: { type: 'requests', version: 1, institution: 'icbc', items },
    isUrgent,
  } as unknown as Received<RequestsMessage>;
}

/** A consumer whose requests never come back, and what it has in hand. */
function consumerOf(profile: object) {
  const underWay: string[] = [];
  const sending = {
    send: (_: unknown, items: { requestId: string }[]) => {
      underWay.push(...items.map(({ requestId }) => requestId));
      return new Promise<void>(() => undefined);
    },
  };
  const consumer = new RequestsConsumer(
    { find: () => ({ profile }) } as unknown as Counterparties,
    sending as unknown as Sending,
    {} as Ascertaining,
    { inUse: () => undefined } as unknown as FlowReporter,
    {} as never,
  );
  return { consumer, underWay };
}

describe('what is in hand at once', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is bounded for inquiries; measures and what is urgent pass those that wait for their turn', async () => {
    const { consumer, underWay } = consumerOf({});
    for (let number = 0; number < 300; number += 1) void consumer.take(message([`inquiry ${number}`], 'inquire'));
    void consumer.take(message(['urgent'], 'inquire', true));
    void consumer.take(message(['freeze'], 'freeze'));
    await turn();
    expect(underWay).toHaveLength(256 + 2);
    expect(underWay).toEqual(expect.arrayContaining(['urgent', 'freeze']));
  });

  it('is eight times as much where requests go in batches', async () => {
    const { consumer, underWay } = consumerOf({ kind: 'bank', batch: { most: 500, calls: 16 } });
    for (let number = 0; number < 40; number += 1) {
      void consumer.take(
        message(
          Array.from({ length: 100 }, (_, index) => `inquiry ${number} ${index}`),
          'inquire',
        ),
      );
    }
    await turn();
    // whole messages of 13 places
    expect(underWay).toHaveLength(Math.floor(256 / 13) * 100);
  });
});

it('lays a message aside whose facts nobody can read, sends none of it and says why', async () => {
  const send = jest.fn();
  const consumer = new RequestsConsumer(
    { find: () => ({ profile: {} }) } as unknown as Counterparties,
    { send } as unknown as Sending,
    {} as Ascertaining,
    { inUse: () => undefined } as unknown as FlowReporter,
    {} as never,
  );
  const items = [{ requestId: 'one', task: { measure: 'freeze' }, facts: 0 }];
  const value = { type: 'requests', version: 2, institution: 'icbc', facts: ['{"caseNumber":"（2020）1号"}'], items };
  const verdict = await consumer.take({ value, isUrgent: false } as unknown as Received<RequestsMessage>);
  expect(verdict).toMatchObject({ dead: 'schema', detail: expect.stringMatching(/^facts: /) });
  expect(JSON.stringify(verdict)).not.toContain('2020');
  expect(send).not.toHaveBeenCalled();
});
