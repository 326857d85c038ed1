import { cited } from '#enforcement/cited-rules.js';
import { roomAboveReserve } from '#enforcement/exempt/living-cost.js';
import { type Fen, fenOf, formatYuan, sumFen, ZERO } from '#enforcement/money.js';
import { type Queryable } from '#storage/database.js';
import { moneyOfPerson, reserveOfPerson } from '#storage/exempt/living-costs.js';
import { deductionsUnderWay, type FreezeInEffect } from '#storage/orders/measure-room.js';
import { lockSamePerson, type PartyOfPerson } from '#storage/parties/same-person.js';
import { type TargetContext } from '../orders/targets/target-context.js';

/**
 * R3-24: a deduction leaves the debtor his living costs, kept once wherever his money lies and in however many cases he owes. All freezes of an
 * order are one debtor's.
 */
export async function checkLivingCosts(
  { tx, problems }: TargetContext,
  freezes: readonly (FreezeInEffect | undefined)[],
  targets: readonly { readonly amount: Fen }[],
): Promise<void> {
  const partyId = freezes.find((freeze) => freeze !== undefined)?.party_id;
  if (partyId === undefined) return;
  const person = await lockSamePerson(tx, partyId);
  const reserve = fenOf((await reserveOfPerson(tx, person))?.reserve_fen ?? 0n);
  if (reserve === ZERO) return;
  const underWay = await underWayOf(tx, person);
  const money = (await moneyOfPerson(tx, person)).map(({ available, caught, freezeId }) => {
    const left = caught - (underWay.get(freezeId ?? '') ?? 0n);
    return { available, caught: left > 0n ? fenOf(left) : ZERO };
  });
  const room = roomAboveReserve(reserve, money);
  if (sumFen(targets.map(({ amount }) => amount)) <= room) return;
  const cases = new Set(person.map(({ caseId }) => caseId)).size;
  const once = cases === 1 ? '' : `, once for his ${cases} cases`;
  problems.add(
    'targets',
    'amount.living_costs',
    `The debtor keeps ${formatYuan(reserve)} to live on${once}; at most ${formatYuan(room)} can be deducted now (R3-24, 查封扣押冻结规定 art. 3(2)).`,
    cited('R3-24'),
  );
}

/** What deductions of all his cases on their way will take out of each freeze. */
async function underWayOf(tx: Queryable, person: readonly PartyOfPerson[]): Promise<ReadonlyMap<string, Fen>> {
  const all = new Map<string, Fen>();
  for (const caseId of new Set(person.map((one) => one.caseId))) {
    for (const [freezeId, amount] of await deductionsUnderWay(tx, caseId)) all.set(freezeId, amount);
  }
  return all;
}
