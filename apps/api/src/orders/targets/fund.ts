import { type TargetContext } from './target-context.js';

/** The case-fund account of the case's court, or of the court this installation serves. */
export function fundOf({ directory, court, enforcementCase, problems }: TargetContext, field: string) {
  const found = directory.fundAccountOf(enforcementCase.court_code) ?? directory.fundAccountOf(court.court.code);
  if (found?.institution.kind === 'bank') {
    const { institution, fundAccount } = found;
    return {
      institution: institution.code,
      account: fundAccount.account,
      payee: {
        name: fundAccount.name,
        bankName: institution.names.zh,
        bankCode: institution.cnaps,
        account: fundAccount.account,
      },
    };
  }
  problems.add(field, 'fund.none', 'The court of this case has no fund account. Name one in the profile of its bank.');
  return undefined;
}
