import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('watch')
export class WatchEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'case_id', unique: true }) caseId!: string;
  @Column('date') anchor!: string;
  @Column('date') until!: string;
  @Column('text', { default: 'watching' }) state!: 'watching' | 'ended';
  @Column('text', { name: 'ended_reason', nullable: true }) endedReason!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
