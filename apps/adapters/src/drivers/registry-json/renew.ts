import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

/** The house calls the object of every measure its account; at a register that is the unit number or the VIN. */
export const renew: Operation<'renew'> = {
  call: (item, task) => put(item, { renew: { sealReference: task.freezeRequestId, assetId: task.account, until: task.until } }),
  read: readerOf('renew', (said, task) => said.seal === undefined || said.seal.assetId === task.account),
};
