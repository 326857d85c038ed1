import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { type RequestsMessage } from '#messages/requests.js';
import { type Received } from '#wire/wire.js';
import { type Ascertaining } from './ascertaining.js';
import { type Counterparties } from './counterparties.js';
import { type FlowReporter } from './flow-reporter.js';
import { RequestsConsumer } from './requests.consumer.js';
import { type Sending } from './sending.js';

function message(requestId: string, measure: string, isUrgent = false): Received<RequestsMessage> {
  const value = { type: 'requests', version: 1, institution: 'icbc', items: [{ requestId, task: { measure } }] };
  return { value, isUrgent } as unknown as Received<RequestsMessage>;
}

it('lets measures and what is urgent pass the inquiries that wait for their turn', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
  const underWay: string[] = [];
  const sending = {
    send: (_: unknown, items: { requestId: string }[]) => {
      underWay.push(...items.map(({ requestId }) => requestId));
      return new Promise<void>(() => undefined);
    },
  };
  const consumer = new RequestsConsumer(
    { find: () => ({ profile: {} }) } as unknown as Counterparties,
    sending as unknown as Sending,
    {} as Ascertaining,
    { inUse: () => undefined } as unknown as FlowReporter,
    {} as never,
  );
  for (let number = 0; number < 300; number += 1) void consumer.take(message(`inquiry ${number}`, 'inquire'));
  void consumer.take(message('urgent', 'inquire', true));
  void consumer.take(message('freeze', 'freeze'));
  await turn();
  expect(underWay).toHaveLength(256 + 2);
  expect(underWay).toEqual(expect.arrayContaining(['urgent', 'freeze']));
  jest.useRealTimers();
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
