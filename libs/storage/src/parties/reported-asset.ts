import { type Queryable } from '../database.js';
import { type Place, placeKey } from '../place.js';
import { type Strange, strangeAssets } from './identity-doubts.js';

export interface ReportedAsset {
  /** The further name and number it was reported under; none where it was the party's own, or where no inquiry reported it. */
  readonly identityId: string | undefined;
  /** Whether it is not to be taken for the debtor's. */
  readonly strange: Strange | undefined;
}

/** How accounts or things of a debtor were reported: a measure on one goes out under the same name (R1.8-14). Two statements for all of them. */
export async function reportedAssets(
  tx: Queryable,
  caseId: string,
  partyId: string,
  places: readonly Place[],
): Promise<(place: Place) => ReportedAsset> {
  const { rows } = await tx.query<Place & { identity_id: string }>(
    `select institution, asset_key as account, identity_id from asset
     join unnest($3::text[], $4::text[]) as p(institution, asset_key) using (institution, asset_key)
     where case_id = $1 and party_id = $2 and identity_id is not null`,
    [caseId, partyId, places.map(({ institution }) => institution), places.map(({ account }) => account)],
  );
  const identities = new Map(rows.map((row) => [placeKey(row), row.identity_id]));
  const strange = await strangeAssets(tx, [caseId]);
  return (place) => ({
    identityId: identities.get(placeKey(place)),
    strange: strange.of(caseId, partyId, place.institution, place.account),
  });
}
