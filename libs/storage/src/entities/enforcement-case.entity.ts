import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type CaseState } from '#enforcement/case-states.js';
import { type Fen } from '#enforcement/money.js';
import { fenColumn } from './columns.js';

@Entity('enforcement_case')
export class CaseEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'case_number', unique: true }) caseNumber!: string;
  @Column('text', { name: 'court_code' }) courtCode!: string;
  @Column('text', { name: 'court_name' }) courtName!: string;
  @Column('text') cause!: string;
  @Column('text', { default: 'open' }) state!: CaseState;
  @Column('date', { name: 'filed_on' }) filedOn!: string;
  @Column('date', { name: 'dormant_on', nullable: true }) dormantOn!: string | null;
  @Column('date', { name: 'closed_on', nullable: true }) closedOn!: string | null;
  @Column('text', { name: 'resumed_number', nullable: true, unique: true }) resumedNumber!: string | null;
  @Column('date', { name: 'resumed_on', nullable: true }) resumedOn!: string | null;
  @Column('text', { name: 'judge_id' }) judgeId!: string;
  @Column('bigint', { name: 'target_fen', transformer: fenColumn }) target!: Fen;
  @Column('text', { name: 'import_key', nullable: true, unique: true }) importKey!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('text', { name: 'created_by' }) createdBy!: string;
}
