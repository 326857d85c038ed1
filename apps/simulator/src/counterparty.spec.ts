import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, freezeBlock, openBank, put, request, requestId } from './fixture.js';

describe('a request id', () => {
  it('is carried out once and answered alike, also with a higher attempt and after a restart', () => {
    const { bank, file, clock, advance } = openBank();
    const first = put(bank, request(1, 'freeze', freezeBlock()));
    const again = put(bank, request(1, 'freeze', freezeBlock(), { attempt: 2, notAfter: '2020-03-12T10:30:00+08:00' }));
    expect(again).toEqual(first);
    const reborn = openBank({}, '0.00', file.kept, { clock, advance }).bank;
    expect(put(reborn, request(1, 'freeze', freezeBlock()))).toEqual(first);
    expect(reborn.tallies.of(requestId(1))).toMatchObject({ received: 3, repeated: 2, carriedOut: 1, attempts: [1, 2] });
    expect(reborn.books.mustHave(ACCOUNT).freezes).toHaveLength(1);
  });

  it('with other content is refused, and the first stays', () => {
    const { bank } = openBank();
    put(bank, request(1, 'freeze', freezeBlock('10.00')));
    expect(put(bank, request(1, 'freeze', freezeBlock('11.00')))).toMatchObject({ status: 409, body: { code: 'id_reused' } });
    expect(bank.status(requestId(1))['present']).toMatchObject({ cap: '10.00' });
  });

  it('past notAfter by the bank’s own clock does nothing, and may come again with a later one', () => {
    const { bank } = openBank({ clockSkewMs: 61_000 });
    expect(put(bank, request(1, 'freeze', freezeBlock()))).toMatchObject({ status: 422, body: { code: 'not_after_passed' } });
    expect(bank.status(requestId(1))).toMatchObject({ state: 'unknown', bankTime: '2020-03-12T10:16:01.000+08:00' });
    expect(put(bank, request(1, 'freeze', freezeBlock(), { attempt: 2, notAfter: '2020-03-12T10:20:00+08:00' })).status).toBe(
      200,
    );
  });

  it('that was refused stays refused', () => {
    const { bank } = openBank();
    const refused = put(bank, request(1, 'freeze', freezeBlock('0.00')));
    expect(put(bank, request(1, 'freeze', freezeBlock('0.00')))).toEqual(refused);
    expect(bank.status(requestId(1))).toMatchObject({
      state: 'final',
      answer: { outcome: 'refused', reason: { code: 'amount_invalid' } },
    });
  });
});

describe('manual review', () => {
  it('acknowledges, counts only office hours, ranks by service, and tells by notice', () => {
    const { bank, clock } = openBank({ review: { measures: ['freeze'], hours: 8 } }, '100.00');
    expect(put(bank, request(1, 'freeze', freezeBlock('100.00')))).toMatchObject({
      status: 202,
      body: { expectedBy: '2020-03-13T10:15:00.000+08:00' },
    });
    clock.setBusiness(Date.parse('2020-03-13T10:14:59+08:00'));
    bank.tick();
    expect(bank.status(requestId(1))).toMatchObject({ state: 'acknowledged' });
    clock.setBusiness(Date.parse('2020-03-13T10:15:00+08:00'));
    bank.tick();
    expect(bank.status(requestId(1))).toMatchObject({ state: 'final', answer: { freeze: { caught: '100.00' } } });
    expect([...bank.undelivered.values()]).toMatchObject([
      { kind: 'answers', items: [{ requestId: requestId(1), outcome: 'executed' }] },
    ]);
  });
});

describe('magic numbers', () => {
  const magic = '450501645201990007';
  it('execute and lose the answer once; the status query tells the truth', () => {
    const { bank } = openBank();
    bank.open({ ...openedLike(magic) });
    const body = request(1, 'freeze', freezeBlock('10.00', { account: magic }));
    expect(bank.put(body, body.requestId).behaviour?.after).toBe('error500');
    expect(bank.status(requestId(1))).toMatchObject({ state: 'final', answer: { outcome: 'executed' } });
    expect(bank.put(body, body.requestId).behaviour).toBeUndefined();
    expect(bank.tallies.of(requestId(1))).toMatchObject({ carriedOut: 1 });
  });
});

function openedLike(account: string) {
  const opened = {
    account,
    class: 'basic' as const,
    currency: 'CNY',
    openedOn: '2009-05-18',
    branch: '合山支行',
    balance: 100_000n,
    priorMeasures: [],
  };
  return {
    name: '合山市宏达煤业有限公司',
    kind: 'organisation' as const,
    ids: [{ idType: 'uscc' as const, idNumber: '91451381567890126A' }],
    accounts: [opened],
  };
}
