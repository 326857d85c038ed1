import { type Operation } from '../../driver.js';
import { yuan } from '../fields.js';
import { put, readerOf } from './wire.js';

/** Out of an active freeze (R1.9-1). `executed` means sent; received is what the fund account's statement shows (R1.9-5). */
export const deduct: Operation<'deduct'> = {
  call: (item, task) =>
    put(item, {
      deduct: { freezeReference: task.freezeRequestId, account: task.account, amount: yuan(task.amountFen), payee: task.payee },
    }),
  read: readerOf(
    'deduct',
    ({ deduction: said }, task) =>
      said === undefined ||
      (said.account === task.account &&
        said.freezeReference === task.freezeRequestId &&
        said.payeeAccount === task.payee.account &&
        BigInt(said.amount) <= BigInt(task.amountFen)),
  ),
};
