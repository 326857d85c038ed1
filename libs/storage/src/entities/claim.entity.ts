import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Fen } from '#enforcement/money.js';
import { fenColumn } from './columns.js';

@Entity('claim')
export class ClaimEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'case_id' }) caseId!: string;
  @Column('uuid', { name: 'creditor_id' }) creditorId!: string;
  @Column('bigint', { name: 'principal_fen', transformer: fenColumn }) principal!: Fen;
  @Column('text') title!: string;
  @Column('boolean', { name: 'doubled_interest_waived', default: false }) doubledInterestWaived!: boolean;
  @Column('bigint', { name: 'paid_fen', default: 0, transformer: fenColumn }) paid!: Fen;
}
