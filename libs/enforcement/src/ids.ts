/** Branded ids: a case id never passes where a request id is meant. All are UUIDv7 text unless said otherwise. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type CaseId = Id<'case'>;
export type PartyId = Id<'party'>;
export type OrderId = Id<'order'>;
export type RequestId = Id<'request'>;
export type FreezeId = Id<'freeze'>;
export type DocumentId = Id<'document'>;
export type FindingId = Id<'finding'>;
/** Short code of an institution's profile, such as `icbc`. */
export type InstitutionCode = Id<'institution'>;

/** Structural twin of the platform's LegalTime: this library imports nothing. */
export type LegalTime = Date & { readonly __time: 'legal' };
