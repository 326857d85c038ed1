import { type Operation, type TaskOf } from '../../driver.js';
import { yuan } from '../fields.js';
import { put, readerOf } from './wire.js';

/** A cap on one account, which later credits fill (R1.8, R2.3); or the whole account, without one (KZNR 2, R1.7-5). */
export const freeze: Operation<'freeze'> = {
  call: (item, task) =>
    put(item, { freeze: { account: task.account, ...extent(task), ...rank(task), from: task.from, until: task.until } }),
  read: readerOf(
    'freeze',
    ({ freeze: said }, task) => said === undefined || (said.account === task.account && tellsRank(said, task)),
  ),
};

function extent({ amountFen }: TaskOf<'freeze'>) {
  return amountFen === undefined ? { wholeAccount: true } : { amount: yuan(amountFen) };
}

function rank({ inRankOf }: TaskOf<'freeze'>) {
  if (inRankOf === undefined) return {};
  return { inRankOf: 'freezeRequestId' in inRankOf ? { freezeReference: inRankOf.freezeRequestId } : inRankOf };
}

/** A freeze that was to take over a rank says since when it ranks; without that the rank is not proved. */
function tellsRank(said: { readonly servedAt?: string | undefined }, { inRankOf }: TaskOf<'freeze'>): boolean {
  return inRankOf === undefined || said.servedAt !== undefined;
}
