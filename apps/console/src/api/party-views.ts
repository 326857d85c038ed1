export type AccountMark = 'salary_fed' | 'joint' | 'operating';
export interface MarkView {
  readonly mark: AccountMark;
  readonly from: 'holders' | 'remark' | 'person';
}

export type Strange = 'doubted' | 'not_debtors';

export interface IdentityView {
  readonly id: string;
  readonly partyId: string;
  readonly kind: 'former_name' | 'corrected_name' | 'other_number';
  readonly name: string;
  readonly idType: string;
  readonly idNumber: string;
  readonly reason: string;
  readonly documentId: string;
  readonly addedBy: string;
}

export interface DoubtView {
  readonly id: string;
  readonly partyId: string;
  readonly institution: string;
  readonly kind: 'name_mismatch' | 'other_holder';
  readonly asset?: string;
  readonly holders: readonly { readonly name: string; readonly idNumber?: string }[];
  readonly openedAt: string;
  readonly verdict?: 'debtors' | 'not_debtors' | 'answered';
  readonly closedBy?: string;
  readonly reason?: string;
  readonly documentId?: string;
}
