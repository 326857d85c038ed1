import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { putAll } from './batch-call.js';
import { type Bank } from './bank/bank.js';
import { ACCOUNT, customer, freezeBlock, openBank, put, request, requestId } from './fixture.js';

interface Told {
  requestId: string;
  status: number;
  body: Record<string, unknown>;
}

const struckAccount = (nn: string) => `450501645201009900${nn}`;
const freezeOf = (n: number, account = ACCOUNT) => request(n, 'freeze', freezeBlock('10.00', { account }));

function openWith(...accounts: string[]): Bank {
  const { bank } = openBank({ batch: true });
  for (const account of accounts) bank.open(customer(account, '100.00'));
  return bank;
}

const decide = (bank: Bank, ...items: unknown[]) => putAll(bank, { items });
const told = (bank: Bank, ...items: unknown[]) => (decide(bank, ...items).reply.body as { items: Told[] }).items;
const words = (items: Told[]) => items.map(({ requestId: id, status }) => [Number(id.slice(-3)), status]);

describe('a batch call', () => {
  it('tells each item as its own call would be, and carries each out once', () => {
    const bank = openWith();
    const items = [
      freezeOf(1),
      request(2, 'freeze', freezeBlock('0.00')),
      request(3, 'inquire', {}),
      { requestId: requestId(4) },
    ];
    const first = told(bank, ...items);
    expect(words(first)).toEqual([
      [1, 200],
      [2, 422],
      [3, 200],
      [4, 400],
    ]);
    expect(words(told(bank, ...items))).toEqual(words(first));
    expect(put(bank, freezeOf(1)).body).toEqual(first[0]?.body);
    expect(bank.tallies.of(requestId(1))).toMatchObject({ received: 3, carriedOut: 1 });
    expect(bank.books.mustHave(ACCOUNT).freezes).toHaveLength(1);
  });

  it('holds each item to its own notAfter', () => {
    const bank = openWith();
    const late = request(2, 'freeze', freezeBlock(), { notAfter: '2020-03-12T10:14:59+08:00' });
    expect(told(bank, freezeOf(1), late)).toMatchObject([{ status: 200 }, { status: 422, body: { code: 'not_after_passed' } }]);
  });

  it('lets a magic number strike its own item only', () => {
    const accounts = ['05', '07', '20', '21', '22'].map(struckAccount);
    const bank = openWith(...accounts);
    const items = told(bank, freezeOf(9), ...accounts.map((account, index) => freezeOf(index + 1, account)));
    expect(words(items)).toEqual([
      [9, 200],
      [2, 500],
      [3, 200],
      [3, 500],
      [4, 200],
      [0, 200],
    ]);
    for (const n of [1, 2, 3, 4, 5]) expect(bank.status(requestId(n))).toMatchObject({ state: 'final' });
  });

  it.each(['hang', 'hang_after', 'refuse_connection', 'reset_after', 'garbage'] as const)(
    'suffers %s of the whole institution as a whole',
    (mode) => {
      const bank = openWith();
      bank.record({ act: 'fault', fault: { mode } });
      expect(decide(bank, freezeOf(1), freezeOf(2)).behaviour).toMatchObject({ name: `fault-${mode}` });
      const done = mode === 'hang' || mode === 'refuse_connection' ? 'unknown' : 'final';
      for (const n of [1, 2]) expect(bank.status(requestId(n))).toMatchObject({ state: done });
    },
  );

  it('is turned away whole where the bank is busy or closed', () => {
    const bank = openWith();
    bank.record({ act: 'fault', fault: { mode: 'closed' } });
    expect(decide(bank, freezeOf(1), freezeOf(2)).reply).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    const shut = openBank({ batch: true, hours: { openMinute: 0, closeMinute: 1 } }).bank;
    expect(decide(shut, freezeOf(1)).reply).toMatchObject({ status: 503, body: { code: 'closed' } });
  });

  it.each([
    ['nothing', undefined],
    ['no items', { items: [] }],
    ['an item without an id', { items: [{ measure: 'freeze' }] }],
    ['too many', { items: Array.from({ length: 501 }, (_, n) => freezeOf(n)) }],
  ])('of %s is refused as such, and nothing done', (_what, body) => {
    const bank = openWith();
    expect(putAll(bank, body).reply).toMatchObject({ status: 400, body: { code: 'malformed' } });
    expect(bank.requests.size).toBe(0);
  });

  it('pays nobody', () => {
    const file = readFileSync('test/contract/golden/rest-json/payment/executed.json', 'utf8');
    const { body } = (JSON.parse(file) as { request: { body: object } }).request;
    const payment = { requestId: requestId(1), measure: 'pay', from: ACCOUNT, pay: body };
    expect(told(openWith(), payment)).toMatchObject([{ status: 400, body: { code: 'malformed' } }]);
  });
});
