import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Actor } from '../audit.js';
import { type Database, type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { lockMovable, reparentFreezes } from './reparent-freezes.js';

const CONTROL: Actor = { id: 'control', role: 'service' };
const LOOK_AGAIN_MS = 30_000;

/** From now on the freezes of the preservation case go on under the enforcement case, as soon as nothing about them is under way. */
export async function linkPreservation(
  tx: Queryable,
  link: { readonly preservationCaseId: string; readonly enforcementCaseId: string },
  actor: Actor,
  at: Moment,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into case_conversion (preservation_case_id, enforcement_case_id, linked_by, linked_at) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [link.preservationCaseId, link.enforcementCaseId, actor.id, at.machine],
  );
  return rowCount === 1;
}

/** Freezes came into effect in cases that may have become enforcement meanwhile. The caller holds the cases. */
export async function wantConversions(tx: Queryable, caseIds: readonly string[]): Promise<void> {
  const ids = [...new Set(caseIds)];
  await tx.query(
    'update case_conversion set due = true, looked_at = null where preservation_case_id = any($1::uuid[]) and not due',
    [ids],
  );
}

/** Preservation cases with freezes to hand on; one that waits for a measure under way is looked at again after half a minute. */
export async function dueConversions(database: Database, now: MachineTime, most: number): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select preservation_case_id as id from case_conversion where due and (looked_at is null or looked_at < $1) order by looked_at nulls first limit $2`,
    [plusMs(now, -LOOK_AGAIN_MS), most],
  );
  return rows.map(({ id }) => id);
}

/**
 * Preservation becomes enforcement without a new ruling: rank, cap, end and term go on (R2.1-7, 财产保全规定 art. 17). Freezes of debtors the
 * enforcement case does not name stay where they are; those with a measure under way come later. Returns how many went on.
 */
export async function convertPreservation(database: Database, preservationCaseId: string, at: Moment): Promise<number> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ to_case_id: string }>(
      'select enforcement_case_id as to_case_id from case_conversion where preservation_case_id = $1 and due',
      [preservationCaseId],
    );
    const [link] = rows;
    if (link === undefined) return 0;
    const act = {
      ...{ fromCaseId: preservationCaseId, toCaseId: link.to_case_id, freezeIds: undefined, documentId: undefined },
      reason: '保全转为执行，冻结自动转换（R2.1-7，财产保全规定第17条）',
    };
    const ofCase = (await lockMovable(tx, act)).filter((one) => one.party_id !== null);
    const moving = ofCase.filter((one) => !one.busy);
    if (moving.length > 0) await reparentFreezes(tx, act, moving, CONTROL, at);
    await tx.query('update case_conversion set due = $2, looked_at = $3 where preservation_case_id = $1', [
      ...[preservationCaseId, moving.length < ofCase.length, at.machine],
    ]);
    return moving.length;
  });
}
