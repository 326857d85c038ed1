import { type IdType } from './identity-numbers.js';
import { isSameName } from './party-name.js';

/** A name and a number under which an institution may know a party. */
export interface Identity {
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  /** Every form of the number, the 15 digits too (R10.2). */
  readonly idNumbers: readonly string[];
}

export type NumberOfIdentity = Omit<Identity, 'name'>;

/** What somebody has learnt of a party: another name (曾用名), or another number such as a passport's. */
export type Learnt = { readonly name: string } | { readonly number: NumberOfIdentity };

/**
 * The identities to ask for as well: a new name with every number, a new number with every name, since an institution keeps the pair it
 * was once shown (R1.8-14, R10.2). Empty where all of it is known.
 */
export function identitiesToAdd(known: readonly Identity[], learnt: Learnt): readonly Identity[] {
  const pairs =
    'name' in learnt
      ? known.map(({ idType, idNumber, idNumbers }) => ({ name: learnt.name, idType, idNumber, idNumbers }))
      : known.map(({ name }) => ({ name, ...learnt.number }));
  return pairs.reduce<Identity[]>(
    (added, pair) => ([...known, ...added].some((one) => isSameIdentity(one, pair)) ? added : [...added, pair]),
    [],
  );
}

export function isSameIdentity(one: Identity, other: Identity): boolean {
  return isSameName(one.name, other.name) && sharesNumber(one, other);
}

/** Whether both are of one person or organisation, whatever it was called. */
export function sharesNumber(one: NumberOfIdentity, other: NumberOfIdentity): boolean {
  return one.idType === other.idType && one.idNumbers.some((number) => other.idNumbers.includes(number));
}
