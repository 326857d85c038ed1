import { z } from 'zod';
import { checkBankAccountNumber } from '#enforcement/identity/bank-account-number.js';
import { checkCaseNumber } from '#enforcement/identity/case-number.js';
import { checkCnapsCode } from '#enforcement/identity/cnaps-code.js';
import { ID_TYPES, ID_TYPES_OF, identityNumbers, isIdTypeOf } from '#enforcement/identity/identity-numbers.js';
import { sumFen } from '#enforcement/money.js';
import { amount, checked, date, text } from '../openapi/fields.js';

const payee = z.strictObject({
  bankName: text(100),
  bankCode: checked(checkCnapsCode, '105100000017'),
  account: checked(checkBankAccountNumber, '6222020200112233445'),
});

const party = z
  .strictObject({
    ref: text(40).meta({ description: 'Names the party inside this body, for its claims' }),
    role: z.enum(['creditor', 'debtor']),
    kind: z.enum(['person', 'organisation']),
    name: text(200),
    idType: z.enum(ID_TYPES),
    idNumber: text(50),
    payee: payee.optional(),
  })
  .transform((written, context) => {
    if (!isIdTypeOf(written.kind, written.idType)) {
      context.addIssue({
        code: 'custom',
        path: ['idType'],
        params: { code: 'party.id_type_of_kind' },
        message: `A ${written.kind} is known by: ${ID_TYPES_OF[written.kind].join(', ')}.`,
      });
      return z.NEVER;
    }
    const numbers = identityNumbers(written.idType, written.idNumber);
    if (numbers.ok) return { ...written, idNumber: numbers.value[0] ?? written.idNumber, idNumbers: numbers.value };
    context.addIssue({
      code: 'custom',
      path: ['idNumber'],
      params: { code: numbers.problem.code },
      message: numbers.problem.message,
    });
    return z.NEVER;
  });

const claim = z.strictObject({
  creditor: text(40).meta({ description: 'The ref of a creditor of this body' }),
  principal: amount,
  title: text(300).meta({ description: 'The judgment, award or other title' }),
  doubledInterestWaived: z.boolean().default(false),
});

/** What a case may be about in all, in fen: as much as one amount may be. */
const MOST_FEN = 10n ** 18n;

/** A case as it is opened, over HTTP and by import alike. */
export const newCase = z
  .strictObject({
    caseNumber: checked(checkCaseNumber, '（2020）桂1381执123号'),
    court: z.strictObject({ code: text(20), name: text(100) }),
    cause: text(200),
    filedOn: date,
    judgeId: text(60),
    parties: z.array(party).min(2, 'Name at least one creditor and one debtor.').max(500),
    claims: z.array(claim).min(1, 'Name at least one claim.').max(500),
  })
  .superRefine((written, context) => {
    const roles = new Map<string, string>();
    const wrong = (path: (string | number)[], code: string, message: string) =>
      context.addIssue({ code: 'custom', path, params: { code }, message });
    written.parties.forEach((one, index) => {
      if (roles.has(one.ref)) wrong(['parties', index, 'ref'], 'party.ref_twice', 'Give every party a ref of its own.');
      roles.set(one.ref, one.role);
    });
    // one debtor under his 15 and his 18 digits would be asked for, and his money counted, twice (R10.2)
    const numbers = new Set<string>();
    written.parties.forEach(({ role, idType, idNumbers }, index) => {
      if (role !== 'debtor' || idType === 'other') return;
      if (idNumbers.some((number) => numbers.has(number))) {
        wrong(['parties', index, 'idNumber'], 'party.twice', 'Name each debtor once: this number is another form of one above.');
      }
      for (const number of idNumbers) numbers.add(number);
    });
    for (const role of ['creditor', 'debtor'] as const) {
      if (!written.parties.some((one) => one.role === role)) wrong(['parties'], `party.no_${role}`, `Name at least one ${role}.`);
    }
    if (sumFen(written.claims.map(({ principal }) => principal)) >= MOST_FEN) {
      wrong(['claims'], 'claims.too_much', 'All claims together are more than any account can hold. Correct their amounts.');
    }
    written.claims.forEach((one, index) => {
      if (roles.get(one.creditor) !== 'creditor') {
        wrong(['claims', index, 'creditor'], 'claim.not_a_creditor', 'Name the ref of a creditor of this body.');
      }
    });
  });

/** Oddities that are no mistakes: the case is opened, and the clerk is told. */
export function warningsOf(raw: { caseNumber: string }): { field: string; code: string; message: string }[] {
  const result = checkCaseNumber(raw.caseNumber);
  return result.ok ? result.warnings.map(({ code, message }) => ({ field: 'caseNumber', code, message })) : [];
}
