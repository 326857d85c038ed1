import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Actor } from '../audit.js';

@Entity('person')
export class PersonEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('text') role!: Actor['role'];
  @Column('text', { name: 'court_code', nullable: true }) courtCode!: string | null;
}
