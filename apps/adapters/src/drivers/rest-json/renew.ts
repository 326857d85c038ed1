import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

/** The bank knows the freeze by the request id of the freeze (R1.7-12). */
export const renew: Operation<'renew'> = {
  call: (item, task) => put(item, { renew: { freezeReference: task.freezeRequestId, account: task.account, until: task.until } }),
  read: readerOf('renew', (said, task) => said.freeze === undefined || said.freeze.account === task.account),
};
