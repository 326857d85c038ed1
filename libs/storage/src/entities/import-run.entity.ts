import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('import_run')
export class ImportRunEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'file_digest' }) fileDigest!: string;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
  @Column('text', { name: 'by_person' }) byPerson!: string;
  @Column('int', { name: 'rows_read', default: 0 }) rowsRead!: number;
  @Column('int', { name: 'cases_created', default: 0 }) casesCreated!: number;
  @Column('int', { name: 'cases_known', default: 0 }) casesKnown!: number;
  @Column('int', { name: 'rows_refused', default: 0 }) rowsRefused!: number;
}
