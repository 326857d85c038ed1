import { fenOf } from '#enforcement/money.js';
import { accountKey } from '../account-key.js';
import { type MachineTime, plusMs } from '#platform/clocks.js';
import { type Database, type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { endOf, holdingOf, lockFreezes, termTold, writeFreezeChange } from './freeze-rows.js';

const ASK_AGAIN_MS = 30_000;

/** Money arrived on these accounts: what our active freezes there have caught is to be asked. Returns how many freezes. */
export async function wantPositionsOf(
  queryable: Queryable,
  accounts: readonly { institution: string; account: string }[],
  now: MachineTime,
): Promise<number> {
  const { rows } = await queryable.query(
    `update account_freeze set position_wanted_at = coalesce(position_wanted_at, $2)
     where account_key = any($1::bigint[]) and state = 'active' and kind = 'account' returning id`,
    [accounts.map(({ institution, account }) => accountKey(institution, account)), now],
  );
  return rows.length;
}

/** The figures we have may be wrong: the bank is asked how this freeze stands. */
export async function wantPosition(tx: Queryable, freezeId: string, now: MachineTime): Promise<void> {
  await tx.query(
    `update account_freeze set position_wanted_at = coalesce(position_wanted_at, $2) where id = $1 and state = 'active' and kind = 'account'`,
    [freezeId, now],
  );
}

export interface WantedPosition {
  readonly id: string;
  readonly case_id: string;
  readonly institution: string;
}

/** Takes the freezes whose present figures are to be asked now; one that is not answered is taken again after half a minute. */
export async function takeWantedPositions(database: Database, now: MachineTime, most: number): Promise<WantedPosition[]> {
  const { rows } = await database.query<WantedPosition>(
    `update account_freeze set position_asked_at = $1 where id in (
       select id from account_freeze where position_wanted_at is not null and (position_asked_at is null or position_asked_at < $2)
       order by position_wanted_at limit $3 for no key update skip locked)
     -- answers belong to the case that asked; the freeze may be under another file by now (R2.1-7)
     returning id, (select o.case_id from enforcement_order o where o.id = order_id) as case_id, institution`,
    [now, plusMs(now, -ASK_AGAIN_MS), most],
  );
  return rows;
}

export interface Position {
  readonly requestId: string;
  readonly capFen: string;
  readonly caughtFen: string;
  readonly until: string;
  readonly endsAt?: string | undefined;
  readonly asOf: string;
}

/**
 * Books what the bank says a freeze has caught now. Our own cap stays: it changes by our measures only, and a bank that says another
 * is told apart in the event (`bankCapFen`). A figure older than what we have is not news. A freeze that went on under another file while
 * the caller waited for its `held` cases is left alone: its position stays wanted.
 */
export async function bookPositions(
  tx: Queryable,
  positions: readonly Position[],
  held: ReadonlySet<string>,
  at: Moment,
): Promise<void> {
  if (positions.length === 0) return;
  const freezes = await lockFreezes(
    tx,
    positions.map(({ requestId }) => requestId),
  );
  for (const position of positions) {
    const freeze = freezes.get(position.requestId);
    if (freeze === undefined || !held.has(freeze.caseId)) continue;
    await tx.query('update account_freeze set position_wanted_at = null, position_asked_at = null where id = $1', [freeze.id]);
    const holding = holdingOf(freeze, fenOf(position.caughtFen));
    const term = termTold(position);
    const differs = holding.caughtFen !== freeze.caughtFen || endOf(term).getTime() !== endOf(freeze).getTime();
    if (freeze.state !== 'active' || !differs || new Date(position.asOf) < freeze.reportedAt) continue;
    const after = { ...freeze, ...holding, ...term };
    await writeFreezeChange(tx, {
      kind: 'reported',
      amountFen: fenOf(0n),
      source: 'reported',
      trueAt: position.asOf,
      requestId: undefined,
      after,
    });
    await appendEvents(
      tx,
      [
        {
          kind: 'freeze.changed',
          caseId: freeze.caseId,
          subjectId: freeze.id,
          actor: 'control',
          data: {
            by: 'reported',
            institution: freeze.institution,
            caughtFen: String(holding.caughtFen),
            capFen: String(holding.capFen),
            bankCapFen: position.capFen,
          },
        },
      ],
      at,
    );
  }
}
