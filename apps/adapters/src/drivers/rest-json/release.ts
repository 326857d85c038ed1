import { type Operation } from '../../driver.js';
import { yuan } from '../fields.js';
import { put, readerOf } from './wire.js';

/** With an amount the cap shrinks by it, with `keep` a whole account becomes a freeze of that amount, both in their rank (R2.3-7); else it ends. */
export const release: Operation<'release'> = {
  call: (item, task) =>
    put(item, {
      release: {
        freezeReference: task.freezeRequestId,
        account: task.account,
        ...(task.amountFen !== undefined && { amount: yuan(task.amountFen) }),
        ...(task.keepFen !== undefined && { keep: yuan(task.keepFen) }),
      },
    }),
  read: readerOf(
    'release',
    ({ release: said }, task) =>
      said === undefined || (said.account === task.account && said.freezeReference === task.freezeRequestId),
  ),
};
