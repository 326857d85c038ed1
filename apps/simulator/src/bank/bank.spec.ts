import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACCOUNT, customer, freezeBlock, FUND, openBank, put, request, requestId } from '../fixture.js';
import { parseYuan } from '../money.js';
import { bankLedger } from '../reports.js';
import { type Bank } from './bank.js';

const payee = { name: '合山市人民法院', bankName: '建行', bankCode: '105100000017', account: FUND };
const reference = { freezeReference: requestId(1), account: ACCOUNT };
const body = (reply: { body: unknown }) => reply.body as Record<string, never>;

describe('a bank', () => {
  it('records the whole cap and catches what is there (R1.8-5…7)', () => {
    const { bank } = openBank({}, '120000.50');
    expect(body(put(bank, request(1, 'freeze', freezeBlock())))).toMatchObject({
      outcome: 'executed',
      freeze: { amount: '305000.00', recorded: '305000.00', caught: '120000.50', uncaught: '184999.50', available: '0.00' },
    });
  });

  it('fills the earlier freeze first when money arrives, and reports the credit while the owner is watched', () => {
    const { bank } = openBank({}, '0.00');
    put(bank, request(9, 'inquire', { watchUntil: '2020-12-31' }));
    put(bank, request(1, 'freeze', freezeBlock('100.00')));
    put(bank, request(2, 'freeze', freezeBlock('100.00')));
    bank.credit(ACCOUNT, '150.00');
    expect(bank.status(requestId(1))['present']).toMatchObject({ caught: '100.00', uncaught: '0.00' });
    expect(bank.status(requestId(2))['present']).toMatchObject({ caught: '50.00', uncaught: '50.00' });
    const notices = [...bank.undelivered.values()];
    expect(notices).toMatchObject([
      { kind: 'credits', items: [{ amount: '150.00', balanceAfter: '150.00', available: '0.00' }] },
    ]);
  });

  it('keeps the rank of a freeze that is released in part (R2.3-7)', () => {
    const { bank } = openBank({}, '100.00');
    put(bank, request(1, 'freeze', freezeBlock('100.00')));
    put(bank, request(2, 'freeze', freezeBlock('100.00')));
    const reply = put(bank, request(3, 'release', { ...reference, amount: '40.00' }));
    expect(body(reply)['release']).toMatchObject({
      released: '40.00',
      remaining: { cap: '60.00', caught: '60.00', uncaught: '0.00' },
    });
    expect(bank.status(requestId(2))['present']).toMatchObject({ cap: '100.00', caught: '40.00' });
    expect(put(bank, request(4, 'release', { ...reference, amount: '60.01' })).body).toMatchObject({ code: 'amount_invalid' });
  });

  it('R1.7-5, R2.3-2: holds a whole account, whatever comes, before everybody behind it', () => {
    const { bank } = openBank({}, '100.00');
    const whole = { account: ACCOUNT, wholeAccount: true, from: '2020-03-12', until: '2021-03-11' };
    const reply = body(put(bank, request(1, 'freeze', whole)))['freeze'];
    expect(reply).toEqual({ ...whole, caught: '100.00', balance: '100.00', available: '0.00' });
    put(bank, request(2, 'freeze', freezeBlock('50.00')));
    bank.credit(ACCOUNT, '900.00');
    expect(bank.debit(ACCOUNT, 1n)).toBe(false);
    expect(bank.status(requestId(1))['present']).toMatchObject({ wholeAccount: true, caught: '1000.00', active: true });
    expect(bank.status(requestId(2))['present']).toMatchObject({ caught: '0.00', uncaught: '50.00' });
    expect(put(bank, request(3, 'release', { ...reference, amount: '1.00' })).body).toMatchObject({ code: 'amount_invalid' });
    const cut = body(put(bank, request(4, 'release', { ...reference, keep: '300.00' })))['release'];
    expect(cut).toMatchObject({ released: '700.00', remaining: { cap: '300.00', caught: '300.00', uncaught: '0.00' } });
    expect(bank.status(requestId(2))['present']).toMatchObject({ caught: '50.00' });
  });

  it('R1.7-5: refuses a whole account where it knows amounts only', () => {
    const { bank } = openBank({ wholeAccount: false });
    const whole = { account: ACCOUNT, wholeAccount: true, from: '2020-03-12', until: '2021-03-11' };
    expect(put(bank, request(1, 'freeze', whole)).body).toMatchObject({ code: 'unsupported_measure' });
  });

  it('R7.2-6, R2.1-9: lets a freeze take over the rank of one that was lifted, or of the investigators', () => {
    const { bank } = openBank({}, '100.00');
    const police = { authority: '合山市公安局', documentNumber: '合公冻字〔2019〕5号' };
    const account = { ...customer('45050164520100000456', '70.00').accounts[0], openedOn: '2009-05-18' };
    const priorMeasures = [{ ...police, amount: 6_000n, from: '2019-11-05', until: '2020-11-04' }];
    bank.open({
      ...customer(ACCOUNT, '0.00'),
      accounts: [{ ...account, account: '45050164520100000456', priorMeasures } as never],
    });
    put(bank, request(1, 'freeze', freezeBlock('60.00')));
    put(bank, request(2, 'freeze', freezeBlock('100.00')));
    put(bank, request(3, 'release', reference));
    expect(bank.status(requestId(2))['present']).toMatchObject({ caught: '100.00' });
    const inRankOf = { freezeReference: requestId(1) };
    const back = body(put(bank, request(4, 'freeze', freezeBlock('60.00', { inRankOf }))))['freeze'];
    expect(back).toMatchObject({ caught: '60.00', servedAt: '2020-03-12T10:15:00.000+08:00' });
    expect(bank.status(requestId(2))['present']).toMatchObject({ caught: '40.00', uncaught: '60.00' });
    const other = { account: '45050164520100000456' };
    put(bank, request(5, 'freeze', freezeBlock('50.00', other)));
    const goesOn = body(put(bank, request(6, 'freeze', freezeBlock('60.00', { ...other, inRankOf: police }))))['freeze'];
    expect(goesOn).toMatchObject({ caught: '60.00', servedAt: '2019-11-05T00:00:00.000+08:00' });
    expect(bank.status(requestId(5))['present']).toMatchObject({ caught: '10.00' });
    const gone = put(bank, request(7, 'freeze', freezeBlock('60.00', { ...other, inRankOf: police })));
    expect(gone.body).toMatchObject({ code: 'freeze_not_found' });
  });

  it('R1.8-4, R2.1-4: ends a freeze at the minute its receipt tells', () => {
    const { bank, clock } = openBank({ termEndsAt: '17:30' }, '100.00');
    const reply = body(put(bank, request(1, 'freeze', freezeBlock('100.00', { until: '2020-03-31' }))))['freeze'];
    expect(reply).toMatchObject({ until: '2020-03-31', endsAt: '2020-03-31T17:30:00.000+08:00' });
    clock.setBusiness(Date.parse('2020-03-31T17:29:59+08:00'));
    expect(bank.status(requestId(1))['present']).toMatchObject({ active: true });
    clock.setBusiness(Date.parse('2020-03-31T17:30:00+08:00'));
    expect(bank.status(requestId(1))['present']).toMatchObject({ active: false });
  });

  it('deducts only what is caught; cap and balance shrink by it (R2.3-6)', () => {
    const { bank } = openBank({}, '200.00');
    bank.open(customer(FUND, '0.00', true));
    put(bank, request(1, 'freeze', freezeBlock('300.00')));
    const reply = put(bank, request(2, 'deduct', { ...reference, amount: '300.00', payee }));
    expect(body(reply)).toMatchObject({
      outcome: 'executed_in_part',
      reason: { code: 'insufficient_caught' },
      deduction: { amount: '200.00', interbank: false },
    });
    expect(bank.status(requestId(1))['present']).toMatchObject({ cap: '100.00', caught: '0.00', active: true });
    const fund = bankLedger(bank, FUND).accounts[0];
    expect(fund).toMatchObject({ balance: '200.00', lines: [{ direction: 'in', amount: '200.00', reference: requestId(2) }] });
  });

  it('sends a deduction to another bank into transit, where it waits for the clearing', () => {
    const { bank } = openBank();
    put(bank, request(1, 'freeze', freezeBlock()));
    put(bank, request(2, 'deduct', { ...reference, amount: '305000.00', payee: { ...payee, account: 'ELSEWHERE' } }));
    expect([...bank.books.inTransit.values()]).toMatchObject([
      { amount: '305000.00', toAccount: 'ELSEWHERE', reference: requestId(2) },
    ]);
    expect(bank.status(requestId(1))['present']).toMatchObject({ cap: '0.00', active: false });
  });

  it('ends a freeze after its last day and promotes the next (R2.1-4)', () => {
    const { bank, clock } = openBank({}, '100.00');
    put(bank, request(1, 'freeze', freezeBlock('100.00', { until: '2020-03-31' })));
    put(bank, request(2, 'freeze', freezeBlock('100.00')));
    clock.setBusiness(Date.parse('2020-03-31T23:59:59+08:00'));
    expect(bank.status(requestId(1))['present']).toMatchObject({ active: true, caught: '100.00' });
    clock.setBusiness(Date.parse('2020-04-01T00:00:00+08:00'));
    expect(bank.status(requestId(1))['present']).toMatchObject({ active: false });
    expect(bank.status(requestId(2))['present']).toMatchObject({ caught: '100.00' });
  });

  it.each([
    ['account_not_found', { account: '999999' }, {}],
    ['amount_invalid', { amount: '0.00' }, {}],
    ['term_invalid', { until: '2020-03-11' }, {}],
    ['term_invalid', { until: '2021-03-13' }, {}],
    [
      'name_mismatch',
      {},
      { subject: { kind: 'organisation', name: '别人', idType: 'uscc', idNumbers: ['91451381-567890126a'] } },
    ],
    ['id_mismatch', {}, { subject: { kind: 'organisation', name: '别人', idType: 'uscc', idNumbers: ['91450000000000000X'] } }],
    ['card_missing', {}, { legalBasis: { ...request(1, 'x', {}).legalBasis, officers: [] } }],
    ['document_missing', {}, { legalBasis: { ...request(1, 'x', {}).legalBasis, documents: [] } }],
  ])('refuses %s and does nothing', (code, block, change) => {
    const { bank } = openBank();
    expect(put(bank, request(1, 'freeze', freezeBlock('10.00', block), change)).body).toMatchObject({ code });
    expect(bank.books.freezes.size).toBe(0);
  });

  it('is rebuilt from its ledger file exactly, whatever happened', () => {
    const amount = fc
      .integer({ min: 1, max: 50_000_000 })
      .map((fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`);
    const step = fc.record({
      kind: fc.constantFrom('freeze', 'whole', 'limit', 'release', 'deduct', 'credit', 'inquire', 'repeat', 'day'),
      amount,
      target: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { bank, file, clock, advance } = openBank({ answers: { by: 'notice', afterMs: 5, measures: ['release'] } });
        bank.open(customer(FUND, '0.00', true));
        steps.forEach((one, index) => {
          play(bank, index + 1, one);
          if (one.kind === 'day') clock.setBusiness(clock.business() + 90 * 86_400_000);
          advance(3);
          bank.tick();
          checkSums(bank);
        });
        const again = openBank({ answers: { by: 'notice', afterMs: 5, measures: ['release'] } }, '0.00', file.kept, {
          clock,
          advance,
        }).bank;
        expect(bankLedger(again, null)).toEqual(bankLedger(bank, null));
        expect(again.tallies.all()).toEqual(bank.tallies.all());
        expect([...again.undelivered]).toEqual(JSON.parse(JSON.stringify([...bank.undelivered])));
        for (const id of bank.requests.keys()) expect(again.status(id)).toEqual(bank.status(id));
      }),
      { numRuns: 60 },
    );
  });
});

function play(bank: Bank, n: number, { kind, amount, target }: { kind: string; amount: string; target: number }): void {
  const earlier = { freezeReference: requestId(target), account: ACCOUNT };
  const late = { notAfter: '2029-01-01T00:00:00Z' };
  const term = { from: '2020-03-12', until: '2021-03-11' };
  if (kind === 'whole') put(bank, request(n, 'freeze', { account: ACCOUNT, wholeAccount: true, ...term }, late));
  if (kind === 'limit') put(bank, request(n, 'release', { ...earlier, keep: amount }, late));
  if (kind === 'freeze') put(bank, request(n, 'freeze', freezeBlock(amount), late));
  if (kind === 'release') put(bank, request(n, 'release', { ...earlier, amount }, late));
  if (kind === 'deduct') put(bank, request(n, 'deduct', { ...earlier, amount, payee }, late));
  if (kind === 'inquire') put(bank, request(n, 'inquire', { watchUntil: '2020-12-31' }, late));
  if (kind === 'repeat') put(bank, request(target, 'inquire', {}, late));
  if (kind === 'credit') bank.credit(ACCOUNT, amount);
}

function checkSums(bank: Bank): void {
  for (const account of bankLedger(bank, null).accounts) {
    const caught = account.freezes.reduce((sum, freeze) => sum + parseYuan(freeze.caught), 0n);
    expect(parseYuan(account.available) + caught).toBe(parseYuan(account.balance));
    for (const { caught, uncaught, cap } of account.freezes)
      if (cap !== undefined && uncaught !== undefined) expect(parseYuan(caught) + parseYuan(uncaught)).toBe(parseYuan(cap));
  }
}
