import { type Operation, type TaskOf } from '../../driver.js';
import { yuan } from '../fields.js';
import { put, readerOf } from './wire.js';

/** A cap on one account, which later credits fill (R1.8, R2.3); or the whole account, without one (KZNR 2, R1.7-5). */
export const freeze: Operation<'freeze'> = {
  call: (item, task) => put(item, { freeze: { account: task.account, ...extent(task), from: task.from, until: task.until } }),
  read: readerOf('freeze', (said, task) => said.freeze === undefined || said.freeze.account === task.account),
};

function extent({ amountFen }: TaskOf<'freeze'>) {
  return amountFen === undefined ? { wholeAccount: true } : { amount: yuan(amountFen) };
}
