import { remarks } from './remarks.js';

declare const kind: unique symbol;
/** A string that passed the check of its kind; only the check functions of this folder make one. */
export type Checked<Kind extends string> = string & { readonly [kind]: Kind };

export type RemarkCode = keyof typeof remarks;

/** `code` is the key of the translated text; `message` is the English one. Neither ever carries the identifier itself. */
export interface Remark {
  readonly code: RemarkCode;
  readonly message: string;
}

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
  readonly warnings: readonly Remark[];
}
export interface Rejected {
  readonly ok: false;
  readonly problem: Remark;
}
export type CheckResult<T> = Accepted<T> | Rejected;

export function remark(code: RemarkCode): Remark {
  return { code, message: remarks[code] };
}

export function accepted<T>(value: T, ...warnings: readonly RemarkCode[]): Accepted<T> {
  return { ok: true, value, warnings: warnings.map(remark) };
}

export function rejected(problem: RemarkCode): Rejected {
  return { ok: false, problem: remark(problem) };
}
