declare const brand: unique symbol;

/** Short code of an institution's profile, such as `icbc`: never any text where an institution is meant. */
export type InstitutionCode = string & { readonly [brand]: 'institution' };

/** Structural twin of the platform's LegalTime: this library imports nothing. */
export type LegalTime = Date & { readonly __time: 'legal' };
