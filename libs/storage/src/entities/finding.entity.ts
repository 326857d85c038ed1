import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Fen } from '#enforcement/money.js';
import { fenColumn } from './columns.js';

@Entity('finding')
export class FindingEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'case_id' }) caseId!: string;
  @Column('uuid', { name: 'party_id' }) partyId!: string;
  @Column('text') kind!: 'credit' | 'inquiry';
  @Column('text') level!: 'info' | 'review' | 'freeze_now';
  @Column('text', { default: 'open' }) state!: 'open' | 'resumed' | 'dismissed';
  @Column('bigint', { name: 'amount_fen', transformer: fenColumn }) amount!: Fen;
  @Column('jsonb') evidence!: Record<string, unknown>;
  @Column('timestamptz', { name: 'found_at' }) foundAt!: Date;
  @Column('timestamptz', { name: 'found_legal_at' }) foundLegalAt!: Date;
  @Column('text', { name: 'closed_by', nullable: true }) closedBy!: string | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  @Column('text', { name: 'closing_reason', nullable: true }) closingReason!: string | null;
}
