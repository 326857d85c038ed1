import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

/** Ends the seal; the next rank moves up by itself (R2.2-3). A seal has no amount to lower. */
export const release: Operation<'release'> = {
  call: (item, task) => put(item, { release: { sealReference: task.freezeRequestId, assetId: task.account } }),
  read: readerOf(
    'release',
    ({ release: said }, task) =>
      said === undefined || (said.assetId === task.account && said.sealReference === task.freezeRequestId),
  ),
};
