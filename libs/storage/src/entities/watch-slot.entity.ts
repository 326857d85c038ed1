import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { WatchEntity } from './watch.entity.js';

@Entity('watch_slot')
export class WatchSlotEntity {
  @PrimaryColumn('uuid', { name: 'watch_id' }) watchId!: string;
  @PrimaryColumn('int') slot!: number;
  @ManyToOne(() => WatchEntity, 'slots') @JoinColumn({ name: 'watch_id' }) watch!: Relation<WatchEntity>;
  @Column('date', { name: 'due_on' }) dueOn!: string;
  @Column('uuid', { name: 'order_ids', array: true, default: '{}' }) orderIds!: string[];
  @Column('text', { default: 'waiting' }) state!: 'waiting' | 'asked' | 'answered' | 'late';
  @Column('date', { name: 'answered_on', nullable: true }) answeredOn!: string | null;
}
