import { type CaseView, type StayView } from '../api/case-views.js';
import { AccountNumber } from '../marks/facts.js';
import { useInstitutionName } from '../names.js';
import { useSay } from '../words/language.js';

/** What a stay covers: one account, a debtor, or all of the case. */
export function StayAbout({ case: one, stay }: { case: CaseView; stay: StayView }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  if (stay.account !== undefined && stay.institution !== undefined)
    return (
      <>
        {institutionName(stay.institution)} <AccountNumber account={stay.account} />
      </>
    );
  return <>{one.parties.find(({ id }) => id === stay.partyId)?.name ?? say('stays.whole')}</>;
}
