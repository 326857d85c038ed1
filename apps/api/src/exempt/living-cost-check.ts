import { cited } from '#enforcement/cited-rules.js';
import { roomAboveReserve } from '#enforcement/exempt/living-cost.js';
import { type Fen, formatYuan, sumFen } from '#enforcement/money.js';
import { moneyOfDebtor, reserveOf } from '#storage/exempt/living-costs.js';
import { type FreezeInEffect } from '#storage/orders/measure-room.js';
import { type TargetContext } from '../orders/targets/target-context.js';

/** R3-24: a deduction leaves the debtor his living costs, kept once wherever his money lies. All freezes of an order are one debtor's. */
export async function checkLivingCosts(
  { tx, problems, enforcementCase }: TargetContext,
  freezes: readonly (FreezeInEffect | undefined)[],
  targets: readonly { readonly amount: Fen }[],
  underWay: ReadonlyMap<string, Fen>,
): Promise<void> {
  const partyId = freezes.find((freeze) => freeze !== undefined)?.party_id;
  const reserve = partyId === undefined ? 0n : await reserveOf(tx, partyId);
  if (partyId === undefined || reserve === 0n) return;
  const money = (await moneyOfDebtor(tx, enforcementCase.id, partyId)).map(({ available, caught, freezeId }) => {
    const left = caught - (underWay.get(freezeId ?? '') ?? 0n);
    return { available, caught: (left > 0n ? left : 0n) as Fen };
  });
  const room = roomAboveReserve(reserve as Fen, money);
  if (sumFen(targets.map(({ amount }) => amount)) <= room) return;
  problems.add(
    'targets',
    'amount.living_costs',
    `The debtor keeps ${formatYuan(reserve as Fen)} to live on; at most ${formatYuan(room)} can be deducted now (R3-24, 查封扣押冻结规定 art. 3(2)).`,
    cited('R3-24'),
  );
}
