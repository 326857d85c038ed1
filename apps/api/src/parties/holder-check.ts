import { cited } from '#enforcement/cited-rules.js';
import { type Place } from '#storage/place.js';
import { type KnownPlaces } from '../orders/targets/known-places.js';
import { type TargetContext } from '../orders/targets/target-context.js';

/**
 * Nothing is taken from somebody who owes nothing (R7.1-2): where the institution names another holder, a person looks first. Gives the
 * identity under which the institution knows the debtor there.
 */
export function checkHolder(
  { problems }: TargetContext,
  field: string,
  place: Place,
  known: Pick<KnownPlaces, 'reported'>,
): { readonly identityId?: string } {
  if (known.reported === undefined) return {};
  const { identityId, strange } = known.reported(place);
  if (strange !== undefined) {
    const why =
      strange === 'doubted'
        ? 'The institution names another holder than the debtor. Say first whose it is: GET /cases/{id}/identity-doubts.'
        : 'The court has found that this is not the debtor’s.';
    problems.add(field, 'asset.other_holder', `${why} Nothing is taken from persons who owe nothing (R7.1-2).`, cited('R7.1-2'));
  }
  return identityId === undefined ? {} : { identityId };
}
