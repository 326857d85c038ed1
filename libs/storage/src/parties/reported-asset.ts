import { type Queryable } from '../database.js';
import { type Strange, strangeAssets } from './identity-doubts.js';

export interface ReportedAsset {
  /** The further name and number it was reported under; none where it was the party's own, or where no inquiry reported it. */
  readonly identityId: string | undefined;
  /** Whether it is not to be taken for the debtor's. */
  readonly strange: Strange | undefined;
}

/** How an account or thing of a debtor was reported: a measure on it goes out under the same name (R1.8-14). */
export async function reportedAsset(
  tx: Queryable,
  caseId: string,
  partyId: string,
  institution: string,
  assetKey: string,
): Promise<ReportedAsset> {
  const { rows } = await tx.query<{ identity_id: string | null }>(
    'select identity_id from asset where case_id = $1 and party_id = $2 and institution = $3 and asset_key = $4',
    [caseId, partyId, institution, assetKey],
  );
  const strange = (await strangeAssets(tx, [caseId])).of(caseId, partyId, institution, assetKey);
  return { identityId: rows[0]?.identity_id ?? undefined, strange };
}
