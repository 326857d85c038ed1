import { type CheckResult } from './checked.js';
import { checkCitizenId, citizenIdForms } from './citizen-id.js';
import { checkOrganisationCode } from './organisation-code.js';
import { checkUnifiedCreditCode, organisationCodeWithin } from './unified-credit-code.js';

export const ID_TYPES = ['citizen_id', 'unified_credit_code', 'organisation_code', 'passport', 'other'] as const;
export type IdType = (typeof ID_TYPES)[number];

/** By which numbers a party of each kind is known. */
export const ID_TYPES_OF = {
  person: ['citizen_id', 'passport', 'other'],
  organisation: ['unified_credit_code', 'organisation_code', 'other'],
} as const satisfies Record<string, readonly IdType[]>;
export type PartyKind = keyof typeof ID_TYPES_OF;

export function isIdTypeOf(kind: PartyKind, idType: IdType): boolean {
  return (ID_TYPES_OF[kind] as readonly IdType[]).includes(idType);
}

/** The number as written first, in its canonical form, then every other form under which a register may hold it (R10.1, R10.2). */
export function identityNumbers(idType: IdType, raw: string): CheckResult<readonly string[]> {
  switch (idType) {
    case 'citizen_id':
      return forms(checkCitizenId(raw), citizenIdForms);
    case 'unified_credit_code':
      return forms(checkUnifiedCreditCode(raw), (code) => [organisationCodeWithin(code)]);
    case 'organisation_code':
      return forms(checkOrganisationCode(raw), () => []);
    case 'passport':
    case 'other':
      return { ok: true, value: [raw], warnings: [] };
  }
}

function forms<T extends string>(result: CheckResult<T>, more: (value: T) => readonly string[]): CheckResult<readonly string[]> {
  return result.ok ? { ...result, value: [...new Set([result.value, ...more(result.value)])] } : result;
}
