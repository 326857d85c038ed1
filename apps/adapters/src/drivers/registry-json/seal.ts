import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

/** Of one unit (BDCDYH) or one vehicle (VIN). Acknowledged, locked and registered are three different things (R8.1-6). */
export const seal: Operation<'seal'> = {
  call: (item, { assetId, from, until }) => put(item, { seal: { assetId, from, until } }),
  read: readerOf('seal', (said, task) => said.seal === undefined || said.seal.assetId === task.assetId),
};
