import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { type Fen } from '#enforcement/money.js';
import { fenColumn } from './columns.js';
import { CaseEntity } from './enforcement-case.entity.js';

@Entity('claim')
export class ClaimEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'case_id' }) caseId!: string;
  @ManyToOne(() => CaseEntity, 'claims') @JoinColumn({ name: 'case_id' }) enforcementCase!: Relation<CaseEntity>;
  @Column('uuid', { name: 'creditor_id' }) creditorId!: string;
  @Column('bigint', { name: 'principal_fen', transformer: fenColumn }) principal!: Fen;
  @Column('text') title!: string;
  @Column('boolean', { name: 'doubled_interest_waived', default: false }) doubledInterestWaived!: boolean;
  @Column('bigint', { name: 'paid_fen', default: 0, transformer: fenColumn }) paid!: Fen;
}
