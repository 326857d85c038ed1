// What the api answers about people, institutions and acts, and what all its pages share, as far as this page reads it. Money is yuan text, days are YYYY-MM-DD, instants RFC 3339.

export type Role = 'judge' | 'approver' | 'clerk' | 'finance' | 'operator' | 'auditor' | 'service';

export type Measure = 'inquire' | 'freeze' | 'renew' | 'release' | 'deduct' | 'seal' | 'pay';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

export interface DemoClock {
  readonly legal: string;
}

export interface InstitutionView {
  readonly code: string;
  readonly kind: 'bank' | 'registry';
  readonly names: { readonly zh: string; readonly en: string };
  readonly measures: readonly Measure[];
}

export interface AuditView {
  readonly id: string;
  readonly at: string;
  readonly legalAt: string;
  readonly actor: string;
  readonly role: Role;
  readonly act: string;
  readonly subject?: { readonly kind: string; readonly id: string };
  readonly reason?: string | null;
}

export interface CaseEvent {
  readonly kind: string;
}

export interface DocumentReceipt {
  readonly id: string;
}
