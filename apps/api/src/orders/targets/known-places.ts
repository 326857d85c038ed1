import { type KnownAccount } from '#enforcement/exempt/account-class.js';
import { knownAccounts } from '#storage/exempt/known-accounts.js';
import { type BarringObjection, barringObjections } from '#storage/objections/objections.js';
import { type ReportedAsset, reportedAssets } from '#storage/parties/reported-asset.js';
import { type Place } from '#storage/place.js';
import { type TargetContext } from './target-context.js';

/** What is known of the accounts and things an order is about, read once for all of them. */
export interface KnownPlaces {
  readonly account: (place: Place) => KnownAccount;
  readonly objection: (place: Place) => BarringObjection | undefined;
  /** Undefined for an order about no debtor. */
  readonly reported: ((place: Place) => ReportedAsset) | undefined;
}

export async function knownPlaces(context: TargetContext, places: readonly Place[]): Promise<KnownPlaces> {
  const { tx, enforcementCase } = context;
  return {
    account: await knownAccounts(tx, places),
    objection: await barringObjections(tx, enforcementCase.id, places),
    ...(await reportedPlaces(context, places)),
  };
}

export async function reportedPlaces(
  { tx, enforcementCase, partyId }: TargetContext,
  places: readonly Place[],
): Promise<Pick<KnownPlaces, 'reported'>> {
  return { reported: partyId === null ? undefined : await reportedAssets(tx, enforcementCase.id, partyId, places) };
}
