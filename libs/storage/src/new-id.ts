import { uuidv7 } from 'uuidv7';

/** A UUIDv7: time-ordered, so that partitions by id are partitions by time. */
export function newId<T extends string>(): T {
  return uuidv7() as T;
}
