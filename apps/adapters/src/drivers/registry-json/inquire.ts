import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

/** A register knows neither transactions nor a watch: what a bank would be asked for besides stays out. */
export const inquire: Operation<'inquire'> = {
  call: (item) => put(item, { inquire: {} }),
  read: readerOf('inquire', () => true),
};
