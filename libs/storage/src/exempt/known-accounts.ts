import { type KnownAccount } from '#enforcement/exempt/account-class.js';
import { type Queryable } from '../database.js';
import { type Place, placeKey } from '../place.js';

/** What banks last told of accounts, in whichever case they were asked: a mark seen once is known to all. One statement for all of them. */
export async function knownAccounts(tx: Queryable, places: readonly Place[]): Promise<(place: Place) => KnownAccount> {
  const { rows } = await tx.query<Place & { tag: string | null; class: string | null }>(
    `select p.institution, p.account, newest.tag, newest.class from unnest($1::text[], $2::text[]) as p(institution, account)
     cross join lateral (
       select content ->> 'exemptionTag' as tag, content ->> 'class' as class from asset
       where institution = p.institution and asset_key = p.account and kind = 'account' order by as_of desc limit 1) newest`,
    [places.map(({ institution }) => institution), places.map(({ account }) => account)],
  );
  const known = new Map(rows.map((row) => [placeKey(row), row]));
  return (place) => {
    const row = known.get(placeKey(place));
    return { exemptionTag: row?.tag ?? undefined, class: row?.class ?? undefined };
  };
}

/** The measures of others a bank last listed on an account, in whichever case it was asked. */
export async function priorMeasuresOf(
  tx: Queryable,
  institution: string,
  account: string,
): Promise<readonly { readonly authority: string; readonly documentNumber: string }[]> {
  const { rows } = await tx.query<{ authority: string; documentNumber: string }>(
    `select m ->> 'authority' as authority, m ->> 'documentNumber' as "documentNumber" from
       (select content from asset where institution = $1 and asset_key = $2 and kind = 'account' order by as_of desc limit 1) newest
       cross join jsonb_array_elements(newest.content -> 'priorMeasures') as m`,
    [institution, account],
  );
  return rows;
}
