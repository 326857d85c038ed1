import { expect, it } from '@jest/globals';
import { type AnswerItem } from '#messages/answers.js';
import { type Incarnation, type Outgoing, Wire } from '#wire/wire.js';
import { AnswerOutlet } from './answer-outlet.js';

class Kept extends Wire {
  readonly messages: Outgoing[] = [];

  publish(_topic: string, messages: readonly Outgoing[]): Promise<void> {
    this.messages.push(...messages);
    return Promise.resolve();
  }

  incarnation(): Promise<Incarnation> {
    return Promise.resolve({ cluster: 'kept', ends: new Map() });
  }
}

it('tells what a batch brought back by case, in messages of a size, each answer once and in order', async () => {
  const wire = new Kept();
  const outlet = new AnswerOutlet(wire);
  const answers = Array.from({ length: 500 }, (_, n) => ({ caseId: n % 50 === 0 ? 'small' : 'large', requestId: String(n) }));
  await Promise.all(answers.map(({ caseId, requestId }) => outlet.publish(caseId, { requestId } as AnswerItem)));
  const told = wire.messages.map(({ key, value }) => ({ key, items: (value as unknown as { items: AnswerItem[] }).items }));
  for (const caseId of ['small', 'large']) {
    const ids = told.filter(({ key }) => key === caseId).flatMap(({ items }) => items.map(({ requestId }) => requestId));
    expect(ids).toEqual(answers.filter((one) => one.caseId === caseId).map(({ requestId }) => requestId));
  }
  expect(told.filter(({ key }) => key === 'small').length).toBe(1);
  expect(Math.max(...told.map(({ items }) => items.length))).toBe(32);
});
