import { describe, expect, it } from '@jest/globals';
import { accountOfScope, accountScope } from './stay-scope.js';

describe('what a stay is about, in one choice', () => {
  it('is an account with its institution, or a debtor by id', () => {
    const account = { institution: 'icbc', account: '6222 0210' };
    expect(accountOfScope(accountScope(account))).toEqual(account);
    expect(accountOfScope('0198c0de-0000-7000-8000-000000000001')).toBeUndefined();
  });
});
