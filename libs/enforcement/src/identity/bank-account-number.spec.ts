import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkBankAccountNumber } from './bank-account-number.js';
import { luhnFits } from './union-pay-card.js';

const cardBody = fc.stringMatching(/^62\d{13,16}$/u);

describe('bank account number and UnionPay card (R10.3)', () => {
  it('warns of a card whose Luhn digit does not fit, and keeps it as written', () => {
    expect(checkBankAccountNumber('6228 4800 0000 0000 012')).toMatchObject({
      ok: true,
      value: '6228480000000000012',
      warnings: [{ code: 'bank-account-number.luhn' }],
    });
  });

  it('knows the Luhn digit of the published sample 79927398713', () => {
    expect([...'0123456789'].filter((last) => luhnFits(`7992739871${last}`))).toEqual(['3']);
  });

  it('never rejects a card, and warns for nine of its ten last digits', () => {
    fc.assert(
      fc.property(cardBody, (body) => {
        const results = [...'0123456789'].map((last) => checkBankAccountNumber(body + last));
        expect(results.every((result) => result.ok)).toBe(true);
        expect(results.filter((result) => result.ok && result.warnings.length > 0)).toHaveLength(9);
      }),
    );
  });

  it('says nothing about numbers that are no UnionPay card: company accounts and passbooks have their own rules', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[013-57-9]\d{7,24}$/u), (number) => {
        expect(checkBankAccountNumber(number)).toEqual({ ok: true, value: number, warnings: [] });
      }),
    );
    expect(checkBankAccountNumber('4505-0161.53a')).toEqual({ ok: true, value: '4505-0161.53A', warnings: [] });
  });

  it.each(['', '  ', '账号', '1'.repeat(46), '12;34'])('asks for another number than %j', (written) => {
    expect(checkBankAccountNumber(written)).toMatchObject({ ok: false, problem: { code: 'bank-account-number.form' } });
  });
});
