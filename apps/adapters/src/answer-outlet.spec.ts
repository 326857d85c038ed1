import { expect, it } from '@jest/globals';
import { CASE_LANES, laneOf } from '#enforcement/case-lanes.js';
import { type AnswersMessage, answersIn, type CaseAnswerItem } from '#messages/answers.js';
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

const caseId = (number: number) => `01a1b2c3-d4e5-7f00-8a0b-${number.toString(16).padStart(12, '0')}`;
const silent = { kind: 'silent', reached: 'no', cause: 'test' } as const;

async function told(items: readonly CaseAnswerItem[]) {
  const wire = new Kept();
  const outlet = new AnswerOutlet(wire);
  await Promise.all(items.map((item) => outlet.publish(item)));
  return wire.messages.map(({ key, lane, value }) => ({ key, lane, items: answersIn(value as AnswersMessage) }));
}

function answer(number: number, ofCase: number, outcome: CaseAnswerItem['outcome'] = silent): CaseAnswerItem {
  return { caseId: caseId(ofCase), requestId: String(number), attempt: 1, institution: 'icbc', at: '', outcome };
}

it('tells the answers of a lane in few messages, each answer once and those of a case in order', async () => {
  const answers = Array.from({ length: 500 }, (_, number) => answer(number, number % 50));
  const messages = await told(answers);
  for (let ofCase = 0; ofCase < 50; ofCase += 1) {
    const ids = messages.flatMap(({ items }) => items.filter((one) => one.caseId === caseId(ofCase)).map((one) => one.requestId));
    expect(ids).toEqual(answers.filter((one) => one.caseId === caseId(ofCase)).map(({ requestId }) => requestId));
  }
  expect(messages.flatMap(({ items }) => items)).toHaveLength(500);
  expect(messages).toHaveLength(CASE_LANES);
  for (const { key, lane, items } of messages) {
    expect(new Set(items.map((one) => laneOf(one.caseId)))).toEqual(new Set([lane]));
    expect(key).toBe(items[0]?.caseId);
  }
});

it('makes no message of more than 64 answers, nor one a broker would not take', async () => {
  expect((await told(Array.from({ length: 150 }, (_, number) => answer(number, 1)))).map(({ items }) => items.length)).toEqual([
    64, 64, 22,
  ]);
  const description = 'x'.repeat(60_000);
  const asset = { assetId: '1', kind: 'vehicle' as const, description, encumbrances: [], priorMeasures: [] };
  const long = { kind: 'final', outcome: 'found', bankTime: '', asOf: '', assets: [asset] } as const;
  const messages = await told(
    Array.from({ length: 30 }, (_, number) => answer(number, 1, { ...long, assets: [...long.assets] })),
  );
  expect(messages).toHaveLength(30);
});

it('lets one that no broker takes keep nobody from leaving', async () => {
  const account = {
    account: '1',
    class: 'x',
    currency: 'CNY',
    status: 'x',
    balanceFen: '0',
    availableFen: '0',
    priorMeasures: [],
  };
  const accounts = Array.from({ length: 20_000 }, () => ({ ...account, remark: 'x'.repeat(50) }));
  const huge = { kind: 'final', outcome: 'found', bankTime: '', asOf: '', accounts } as const;
  const messages = await told([answer(0, 1), answer(1, 1, { ...huge, accounts: [...accounts] }), answer(2, 1)]);
  expect(messages.flatMap(({ items }) => items.map(({ outcome }) => outcome))).toEqual([
    silent,
    { kind: 'unreadable', cause: 'too_large' },
    silent,
  ]);
});
