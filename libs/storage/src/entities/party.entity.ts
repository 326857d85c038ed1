import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('party')
export class PartyEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'case_id' }) caseId!: string;
  @Column('text') role!: 'creditor' | 'debtor';
  @Column('text') kind!: 'person' | 'organisation';
  @Column('text') name!: string;
  @Column('text', { name: 'id_type' }) idType!: 'citizen_id' | 'unified_credit_code' | 'organisation_code' | 'passport' | 'other';
  @Column('text', { name: 'id_number' }) idNumber!: string;
  @Column('text', { name: 'id_numbers', array: true }) idNumbers!: string[];
  @Column('text', { name: 'payee_bank_name', nullable: true }) payeeBankName!: string | null;
  @Column('text', { name: 'payee_bank_code', nullable: true }) payeeBankCode!: string | null;
  @Column('text', { name: 'payee_account', nullable: true }) payeeAccount!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
