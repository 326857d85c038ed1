import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('watch_slot')
export class WatchSlotEntity {
  @PrimaryColumn('uuid', { name: 'watch_id' }) watchId!: string;
  @PrimaryColumn('int') slot!: number;
  @Column('date', { name: 'due_on' }) dueOn!: string;
  @Column('uuid', { name: 'order_ids', array: true, default: '{}' }) orderIds!: string[];
  @Column('text', { default: 'waiting' }) state!: 'waiting' | 'asked' | 'answered' | 'late';
  @Column('date', { name: 'answered_on', nullable: true }) answeredOn!: string | null;
}
