import { type Operation } from '../../driver.js';
import { put, readerOf } from './wire.js';

/**
 * Of one unit (BDCDYH), one vehicle (VIN), or so many shares of one company. Acknowledged, locked and registered are three different things
 * (R8.1-6).
 */
export const seal: Operation<'seal'> = {
  call: (item, { assetId, from, until, shares }) =>
    put(item, { seal: { assetId, from, until, ...(shares !== undefined && { shares }) } }),
  read: readerOf(
    'seal',
    (said, task) => said.seal === undefined || (said.seal.assetId === task.assetId && said.seal.shares === task.shares),
  ),
};
