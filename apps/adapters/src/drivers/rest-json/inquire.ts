import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

export const inquire: Operation<'inquire'> = {
  call: (item, task) => {
    const { transactionsFrom, transactionsTo, watchUntil } = task;
    return put(item, { inquire: { transactionsFrom, transactionsTo, watchUntil } });
  },
  read: readerOf('inquire', () => true),
};
