import { type FreezeOnAccount, promotedBy } from '#enforcement/account-book/made-way.js';
import { fenOf } from '#enforcement/money.js';
import { type Database, type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { wantPosition } from './positions.js';
import { servedAt } from './served-at.js';

interface WayMade {
  readonly freeze_id: string;
  readonly made_by: 'released' | 'deducted' | 'expired';
  readonly cap_before_fen: bigint;
  readonly caught_before_fen: bigint;
  readonly cap_fen: bigint;
  readonly taken_fen: bigint;
  readonly whole_before: boolean;
}

/** Tells the next ones that those before them gave way, and asks their banks what they hold now. Returns how many were promoted. */
export async function promoteQueued(database: Database, most: number, at: Moment): Promise<number> {
  const { rows } = await database.query<{ account_key: bigint }>('select distinct account_key from way_made limit $1', [most]);
  let promoted = 0;
  for (const { account_key: key } of rows) promoted += await database.transaction((tx) => promoteOn(tx, key, at));
  return promoted;
}

async function promoteOn(tx: Queryable, key: bigint, at: Moment): Promise<number> {
  const { rows: cases } = await tx.query<{ case_id: string }>(
    `select case_id from account_freeze where account_key = $1 and (state = 'active' or id in (select freeze_id from way_made where account_key = $1))`,
    [key],
  );
  const held = new Set(cases.map((row) => row.case_id));
  await lockCases(tx, held);
  // another replica may have taken them while we waited
  const { rows: ways } = await tx.query<WayMade>(
    `with taken as (delete from way_made where account_key = $1 returning *) select * from taken order by id`,
    [key],
  );
  let promoted = 0;
  for (const way of ways) promoted += await promoteBehind(tx, key, way, held, at);
  return promoted;
}

async function promoteBehind(tx: Queryable, key: bigint, way: WayMade, held: ReadonlySet<string>, at: Moment): Promise<number> {
  const freezes = (await freezesOn(tx, key, way)).filter(({ caseId }) => held.has(caseId));
  const gave = {
    freezeId: way.freeze_id,
    by: way.made_by,
    capFen: fenOf(way.cap_fen),
    takenFen: fenOf(way.taken_fen),
  };
  const promotions = promotedBy(freezes, gave);
  await appendEvents(
    tx,
    promotions.map(({ freezeId, fromRank, toRank, fromFen, toFen }) => ({
      kind: 'freeze.promoted' as const,
      caseId: freezes.find((one) => one.freezeId === freezeId)?.caseId ?? '',
      subjectId: freezeId,
      actor: 'control',
      data: {
        ...{ by: way.made_by, madeWay: way.freeze_id, fromRank, toRank, source: 'computed' },
        ...{ fromFen: String(fromFen), toFen: String(toFen) },
      },
    })),
    at,
  );
  for (const { freezeId } of freezes) if (freezeId !== way.freeze_id) await wantPosition(tx, freezeId, at.machine);
  return promotions.length;
}

/** Freezes in effect on the account, and the one that gave way with what it held before. */
async function freezesOn(tx: Queryable, key: bigint, way: WayMade): Promise<(FreezeOnAccount & { caseId: string })[]> {
  const { rows } = await tx.query<{
    id: string;
    case_id: string;
    court: string;
    case_number: string;
    served_at: Date;
    cap: bigint;
    caught: bigint;
    whole_account: boolean;
  }>(
    `select f.id, f.case_id, c.court_name as court, coalesce(c.resumed_number, c.case_number) as case_number,
       ${servedAt('f')} as served_at, f.cap_fen as cap, f.caught_fen as caught, f.whole_account
     from account_freeze f join enforcement_case c on c.id = f.case_id
     where f.account_key = $1 and f.kind = 'account' and (f.state = 'active' or f.id = $2) order by f.id`,
    [key, way.freeze_id],
  );
  return rows.map((row) => {
    const gave = row.id === way.freeze_id;
    return {
      freezeId: row.id,
      caseId: row.case_id,
      court: row.court,
      caseNumber: row.case_number,
      servedAt: row.served_at.toISOString(),
      capFen: fenOf(gave ? way.cap_before_fen : row.cap),
      caughtFen: fenOf(gave ? way.caught_before_fen : row.caught),
      wholeAccount: gave ? way.whole_before : row.whole_account,
    };
  });
}
