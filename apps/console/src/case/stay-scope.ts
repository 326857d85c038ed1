/** One account or registered thing a stay may be about, with what a person reads of it. */
export interface ScopedAccount {
  readonly institution: string;
  readonly account: string;
  readonly label: string;
}

const mark = 'account ';

/** As the value of a choice in which debtors stand too, by their ids. */
export function accountScope({ institution, account }: Pick<ScopedAccount, 'institution' | 'account'>): string {
  return `${mark}${institution} ${account}`;
}

export function accountOfScope(scope: string): Pick<ScopedAccount, 'institution' | 'account'> | undefined {
  if (!scope.startsWith(mark)) return undefined;
  const [institution = '', ...account] = scope.slice(mark.length).split(' ');
  return { institution, account: account.join(' ') };
}
