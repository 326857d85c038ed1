import { type GaveWay } from '#enforcement/account-book/made-way.js';
import { type Queryable } from '../database.js';

/**
 * A freeze gives way to those behind it on its account, whosever they are. Only noted here: the others' cases must be locked too, and the
 * caller holds its own. Called before the change is written, while the row has the figures from before.
 */
export async function noteWayMade(tx: Queryable, { freezeId, by, capFen, takenFen }: GaveWay): Promise<void> {
  await tx.query(
    `insert into way_made (account_key, freeze_id, made_by, cap_before_fen, caught_before_fen, cap_fen, taken_fen, whole_before)
     select f.account_key, f.id, $2, f.cap_fen, f.caught_fen, $3, $4, f.whole_account from account_freeze f
     where f.id = $1 and f.kind = 'account' and f.state = 'active'
       and exists (select from account_freeze other where other.account_key = f.account_key and other.state = 'active' and other.id <> f.id)`,
    [freezeId, by, capFen, takenFen],
  );
}
