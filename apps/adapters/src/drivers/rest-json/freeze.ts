import { type Operation } from '../../driver.js';
import { yuan } from '../fields.js';
import { put, readerOf } from './wire.js';

/** A cap on one account; what it does not catch today, later credits fill (R1.8, R2.3). */
export const freeze: Operation<'freeze'> = {
  call: (item, task) =>
    put(item, { freeze: { account: task.account, amount: yuan(task.amountFen), from: task.from, until: task.until } }),
  read: readerOf('freeze', (said, task) => said.freeze === undefined || said.freeze.account === task.account),
};
